"""The CP-SAT vocabulary: sessions as variables, and the words in which requirements speak of them."""
