-- Parts stay in capitals, as they are compared.
SELECT 1;
