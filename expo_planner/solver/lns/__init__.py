"""Large neighbourhood search: free some sessions, place them anew at the least cost, keep what is better."""
