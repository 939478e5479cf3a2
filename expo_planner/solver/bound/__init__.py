"""The lower bound on the cost by Lagrangian relaxation: rows are what sessions compete for, and rows have prices."""
