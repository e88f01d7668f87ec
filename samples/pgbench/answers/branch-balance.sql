SELECT bid AS branch, bbalance AS balance
FROM pgbench_branches
ORDER BY branch
