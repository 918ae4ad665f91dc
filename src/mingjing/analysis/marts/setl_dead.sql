/*---
mart: setl_dead
title: 已撤销结算
grain: [setl_id]
doc: >-
  Settlements that took no effect, with the rows that reversed them: the lines that carry one of these numbers
  leave. state: reversed (net medfee <= 0.005), flagged (refd_setl_flag = '1', no reversal delivered),
  reversal (the reversing row of such a settlement).
columns:
  setl_id: {type: VARCHAR, zh: 结算ID, needs: [setl_d.setl_id]}
  mdtrt_id: {type: VARCHAR, zh: 就诊ID, needs: [setl_d.mdtrt_id]}
  state: {type: VARCHAR, zh: 撤销方式（reversed 已冲正，flagged 仅有退费标志，reversal 冲正记录）, needs: [setl_d.setl_id]}
cases:
  - name: a settlement wholly reversed is dead together with its reversal
    given:
      mdtrt_d: [{mdtrt_id: E}]
      setl_d:
        - {setl_id: S1, medfee_sumamt: 100.00}
        - {setl_id: R1, medfee_sumamt: -100.00, init_setl_id: S1}
        - {setl_id: S2, medfee_sumamt: 100.00}
    gives: [{setl_id: S1, state: reversed}, {setl_id: R1, state: reversal}]
  - name: half a cent left is dead, one cent left is not
    given:
      mdtrt_d: [{mdtrt_id: E}]
      setl_d:
        - {setl_id: S1, medfee_sumamt: 100.00}
        - {setl_id: R1, medfee_sumamt: -99.99, init_setl_id: S1}
        - {setl_id: S2, medfee_sumamt: 0.00}
    gives: [{setl_id: S2, state: reversed}]
  - name: a refund flag without a reversal cancels, with a partial reversal it does not
    given:
      mdtrt_d: [{mdtrt_id: E}]
      setl_d:
        - {setl_id: S1, medfee_sumamt: 100.00, refd_setl_flag: "1"}
        - {setl_id: S2, medfee_sumamt: 100.00, refd_setl_flag: "1"}
        - {setl_id: R2, medfee_sumamt: -40.00, refd_setl_flag: "1", init_setl_id: S2}
        - {setl_id: S3, medfee_sumamt: 100.00, refd_setl_flag: "0"}
    gives: [{setl_id: S1, state: flagged}]
---*/
WITH taken_back AS (
  SELECT setl_id, SUM(medfee) AS medfee FROM setl_rev GROUP BY setl_id
), dead AS (
  SELECT
    s.setl_id,
    s.mdtrt_id,
    CASE WHEN s.medfee_sumamt + COALESCE(t.medfee, 0) <= 0.005 THEN 'reversed' ELSE 'flagged' END AS state
  FROM setl_d AS s
  LEFT JOIN taken_back AS t ON t.setl_id = s.setl_id
  WHERE COALESCE(s.vali_flag, '1') <> '0'
    AND (s.init_setl_id IS NULL OR s.init_setl_id = s.setl_id)
    AND s.medfee_sumamt >= 0
    AND (s.medfee_sumamt + COALESCE(t.medfee, 0) <= 0.005 OR (s.refd_setl_flag = '1' AND t.setl_id IS NULL))
)
SELECT setl_id, mdtrt_id, state FROM dead
UNION ALL
SELECT r.rev_setl_id AS setl_id, r.mdtrt_id, 'reversal' AS state
FROM setl_rev AS r
JOIN dead AS d ON d.setl_id = r.setl_id
