"""Publishing: an agenda becomes files; a release gives feeds a memory."""
