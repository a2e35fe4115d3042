-- Who looked at a contract is about that contract.
SELECT cover('look', 'contract_id');
