/*---
mart: busy_chain
title: 连锁促销日
grain: [chain, setl_date]
doc: >-
  Dates on which a chain is busier than usual: at least three of its shops settled, and in half of them or more at least
  twice as many settlements as on their average day (member's day, sale).
columns:
  chain: {type: VARCHAR, zh: 连锁总部编号, needs: [fixmedins_b.prnt_rtal_phac_code]}
  setl_date: {type: DATE, zh: 日期, needs: [setl_d.setl_time]}
cases:
  - name: a sale in two shops of three is one of the chain, in one of them it is not
    given:
      fixmedins_b: [{repeat: {s: 3}, fixmedins_code: "D<s>", fixmedins_type: "2", prnt_rtal_phac_code: C}]
      mdtrt_d:
        - {repeat: {s: 3, d: ["01", "02", "03", "04", "05"]}, mdtrt_id: "E<s><d>", fixmedins_code: "D<s>", med_type: "41"}
        - {repeat: {s: 2, k: 4}, mdtrt_id: "F<s><k>", fixmedins_code: "D<s>", med_type: "41"}
        - {repeat: {k: 4}, mdtrt_id: "G<k>", fixmedins_code: D3, med_type: "41"}
      setl_d:
        - {repeat: {s: 3, d: ["01", "02", "03", "04", "05"]}, setl_id: "S<s><d>", mdtrt_id: "E<s><d>", fixmedins_code: "D<s>", medfee_sumamt: 50, setl_time: "2026-05-<d> 10:00:00"}
        - {repeat: {s: 2, k: 4}, setl_id: "T<s><k>", mdtrt_id: "F<s><k>", fixmedins_code: "D<s>", medfee_sumamt: 50, setl_time: "2026-05-02 11:00:00"}
        - {repeat: {k: 4}, setl_id: "U<k>", mdtrt_id: "G<k>", fixmedins_code: D3, medfee_sumamt: 50, setl_time: "2026-05-04 11:00:00"}
    gives: [{chain: C, setl_date: 2026-05-02}]
  - name: two shops are no chain
    given:
      fixmedins_b: [{repeat: {s: 2}, fixmedins_code: "D<s>", fixmedins_type: "2", prnt_rtal_phac_code: C}]
      mdtrt_d:
        - {repeat: {s: 2, d: ["01", "02", "03", "04", "05"]}, mdtrt_id: "E<s><d>", fixmedins_code: "D<s>", med_type: "41"}
        - {repeat: {s: 2, k: 4}, mdtrt_id: "F<s><k>", fixmedins_code: "D<s>", med_type: "41"}
      setl_d:
        - {repeat: {s: 2, d: ["01", "02", "03", "04", "05"]}, setl_id: "S<s><d>", mdtrt_id: "E<s><d>", fixmedins_code: "D<s>", medfee_sumamt: 50, setl_time: "2026-05-<d> 10:00:00"}
        - {repeat: {s: 2, k: 4}, setl_id: "T<s><k>", mdtrt_id: "F<s><k>", fixmedins_code: "D<s>", medfee_sumamt: 50, setl_time: "2026-05-02 11:00:00"}
    gives: []
---*/
SELECT c.chain, c.setl_date
FROM (
  SELECT
    d.chain, d.setl_date, d.fixmedins_code, d.n,
    SUM(d.n) OVER (PARTITION BY d.fixmedins_code) AS whole, COUNT(*) OVER (PARTITION BY d.fixmedins_code) AS days
  FROM (
    SELECT chain, setl_date, fixmedins_code, COUNT(*) AS n FROM swipe WHERE chain IS NOT NULL GROUP BY chain, setl_date, fixmedins_code
  ) AS d
) AS c
GROUP BY c.chain, c.setl_date
HAVING COUNT(*) >= 3 AND 2 * COUNT(CASE WHEN c.n * c.days >= 2 * c.whole THEN 1 END) >= COUNT(*)
