"""What people paste and keep in tables: agendas as text, programmes, workbooks, csv files, Word documents."""
