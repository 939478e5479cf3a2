"""What is asked against what is there: proofs by counting that not all sessions can be placed."""
