SELECT aid AS account, bid AS branch, abalance AS balance
FROM pgbench_accounts
WHERE abalance < -4700
ORDER BY account
