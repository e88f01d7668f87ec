SELECT bid AS branch, sum(tbalance) AS total, count(*) AS tellers
FROM pgbench_tellers
GROUP BY bid
ORDER BY branch
