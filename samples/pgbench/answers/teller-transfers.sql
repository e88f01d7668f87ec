SELECT t.tid AS teller, count(*) AS transfers, sum(h.delta) AS moved
FROM pgbench_history h, pgbench_tellers t
WHERE h.tid = t.tid
GROUP BY t.tid
ORDER BY teller
