"""The published folder over HTTP. Needs the libraries of the extra `web`, and so is imported only when served."""
