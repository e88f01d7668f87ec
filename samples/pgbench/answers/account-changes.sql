SELECT sum(abalance) AS total, count(*) AS accounts, min(abalance) AS lowest, max(abalance) AS highest
FROM pgbench_accounts
WHERE abalance <> 0
