"""The CP-SAT model of an expo: sessions as variables, and the vocabulary in which requirements are posted."""
