/*---
mart: setl_rev
title: 结算冲正
grain: [rev_setl_id]
doc: >-
  A reversing settlement and the original it takes back; money is signed (taken back: negative). A reversing
  row has init_setl_id or a negative medfee_sumamt. With init_setl_id it belongs to that settlement, through
  one more reversing row if need be (a positive row that reverses a reversal gives back). Without it, it pairs
  with the latest earlier settlement of the encounter whose amount is the opposite, one to one; failing that
  with the latest earlier one that is larger. Reversals whose original was not delivered are not here.
columns:
  rev_setl_id: {type: VARCHAR, zh: 冲正结算ID, needs: [setl_d.setl_id]}
  setl_id: {type: VARCHAR, zh: 被冲正的原结算ID, needs: [setl_d.setl_id]}
  mdtrt_id: {type: VARCHAR, zh: 就诊ID, needs: [setl_d.mdtrt_id]}
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [setl_d.psn_no]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [setl_d.fixmedins_code]}
  insutype: {type: VARCHAR, zh: 原结算险种, needs: [setl_d.insutype]}
  setl_time: {type: TIMESTAMP, zh: 原结算时间, needs: [setl_d.setl_time]}
  rev_time: {type: TIMESTAMP, zh: 冲正时间, needs: [setl_d.setl_time]}
  seconds: {type: BIGINT, zh: 原结算到冲正的秒数, needs: [setl_d.setl_time]}
  medfee: {type: 'DECIMAL(16,2)', zh: 冲回的医疗费总额（负数）, needs: [setl_d.medfee_sumamt]}
  inscp: {type: 'DECIMAL(16,2)', zh: 冲回的符合范围金额, needs: [setl_d.inscp_amt]}
  fund: {type: 'DECIMAL(16,2)', zh: 冲回的基金支付, needs: [setl_d.fund_pay_sumamt]}
  acct: {type: 'DECIMAL(16,2)', zh: 冲回的个人账户支出, needs: [setl_d.acct_pay]}
  cash: {type: 'DECIMAL(16,2)', zh: 冲回的现金支付, needs: [setl_d.cash_payamt]}
  overlmt: {type: 'DECIMAL(16,2)', zh: 冲回的超限价自费, needs: [setl_d.overlmt_selfpay]}
cases:
  - name: a reversal that names its settlement takes it back, whatever sign it was delivered with
    given:
      setl_d:
        - {setl_id: S1, medfee_sumamt: 100.00, fund_pay_sumamt: 80.00, acct_pay: 20.00, setl_time: "2025-05-01 10:00:00"}
        - {setl_id: R1, medfee_sumamt: 40.00, fund_pay_sumamt: 32.00, acct_pay: 8.00, setl_time: "2025-05-01 10:09:01", init_setl_id: S1}
        - {setl_id: R2, medfee_sumamt: -60.00, fund_pay_sumamt: -48.00, acct_pay: -12.00, setl_time: "2025-05-02 10:00:00", init_setl_id: S1}
      mdtrt_d: [{mdtrt_id: E}]
    gives:
      - {rev_setl_id: R1, setl_id: S1, seconds: 541, medfee: -40.00, fund: -32.00, acct: -8.00}
      - {rev_setl_id: R2, setl_id: S1, seconds: 86400, medfee: -60.00, fund: -48.00, acct: -12.00}
  - name: reversals without a number close the latest open settlement of their amount, one each
    given:
      mdtrt_d: [{mdtrt_id: E}]
      setl_d:
        - {setl_id: S1, medfee_sumamt: 50.00, setl_time: "2025-05-01 10:00:00"}
        - {setl_id: S2, medfee_sumamt: 50.00, setl_time: "2025-05-01 10:01:00"}
        - {setl_id: S3, medfee_sumamt: 70.00, setl_time: "2025-05-01 10:02:00"}
        - {setl_id: R1, medfee_sumamt: -50.00, setl_time: "2025-05-01 10:03:00"}
        - {setl_id: S4, medfee_sumamt: 50.00, setl_time: "2025-05-01 10:04:00"}
        - {setl_id: R2, medfee_sumamt: -50.00, setl_time: "2025-05-01 10:05:00"}
        - {setl_id: R3, medfee_sumamt: -50.00, setl_time: "2025-05-01 10:06:00"}
    gives:
      - {rev_setl_id: R1, setl_id: S2}
      - {rev_setl_id: R2, setl_id: S4}
      - {rev_setl_id: R3, setl_id: S1}
  - name: a reversal before any settlement of its amount pairs with none, and spoils no later pair
    given:
      mdtrt_d: [{mdtrt_id: E}]
      setl_d:
        - {setl_id: R1, medfee_sumamt: -50.00, setl_time: "2025-05-01 09:00:00"}
        - {setl_id: S1, medfee_sumamt: 50.00, setl_time: "2025-05-01 10:00:00"}
        - {setl_id: R2, medfee_sumamt: -50.00, setl_time: "2025-05-01 11:00:00"}
    gives: [{rev_setl_id: R2, setl_id: S1}]
  - name: a partial reversal without a number goes to the latest earlier settlement that is larger
    given:
      mdtrt_d: [{mdtrt_id: E}]
      setl_d:
        - {setl_id: S1, medfee_sumamt: 90.00, setl_time: "2025-05-01 10:00:00"}
        - {setl_id: S2, medfee_sumamt: 80.00, setl_time: "2025-05-01 11:00:00"}
        - {setl_id: R1, medfee_sumamt: -20.00, setl_time: "2025-05-01 12:00:00"}
        - {setl_id: S3, medfee_sumamt: 99.00, setl_time: "2025-05-01 13:00:00"}
    gives: [{rev_setl_id: R1, setl_id: S2, medfee: -20.00}]
  - name: a reversal of a reversal gives back what was taken
    given:
      mdtrt_d: [{mdtrt_id: E}]
      setl_d:
        - {setl_id: S1, medfee_sumamt: 100.00, setl_time: "2025-05-01 10:00:00"}
        - {setl_id: R1, medfee_sumamt: -100.00, setl_time: "2025-05-01 11:00:00", init_setl_id: S1}
        - {setl_id: R2, medfee_sumamt: 100.00, setl_time: "2025-05-01 12:00:00", init_setl_id: R1}
    gives:
      - {rev_setl_id: R1, setl_id: S1, medfee: -100.00}
      - {rev_setl_id: R2, setl_id: S1, medfee: 100.00}
  - name: an invalid reversal does not count and a settlement that names itself is an original
    given:
      mdtrt_d: [{mdtrt_id: E}]
      setl_d:
        - {setl_id: S1, medfee_sumamt: 100.00, init_setl_id: S1, setl_time: "2025-05-01 10:00:00"}
        - {setl_id: R1, medfee_sumamt: -100.00, init_setl_id: S1, vali_flag: "0", setl_time: "2025-05-01 11:00:00"}
    gives: []
---*/
WITH back AS (
  SELECT mdtrt_id, init_setl_id
  FROM setl_d
  WHERE COALESCE(vali_flag, '1') <> '0' AND (init_setl_id <> setl_id OR medfee_sumamt < 0)
), valid AS (
  -- Only what a reversal can concern: few of millions of settlements.
  SELECT
    setl_id, mdtrt_id, psn_no, fixmedins_code, insutype, setl_time, medfee_sumamt, inscp_amt, fund_pay_sumamt,
    acct_pay, cash_payamt, overlmt_selfpay,
    CASE WHEN init_setl_id <> setl_id THEN init_setl_id END AS init_id
  FROM setl_d
  WHERE COALESCE(vali_flag, '1') <> '0' AND (
    mdtrt_id IN (SELECT mdtrt_id FROM back)
    OR setl_id IN (SELECT init_setl_id FROM back WHERE init_setl_id IS NOT NULL)
  )
), reversing AS (
  SELECT * FROM valid WHERE init_id IS NOT NULL OR medfee_sumamt < 0
), named AS (
  SELECT
    r.setl_id AS rev_id,
    COALESCE(t.init_id, t.setl_id) AS setl_id,
    t.init_id IS NOT NULL AND r.medfee_sumamt > 0 AS gives
  FROM reversing AS r
  JOIN valid AS t ON t.setl_id = r.init_id
), lone AS (
  SELECT setl_id, mdtrt_id, setl_time, -medfee_sumamt AS size FROM reversing WHERE init_id IS NULL
), event AS (
  SELECT o.setl_id, o.mdtrt_id, o.setl_time, o.medfee_sumamt AS size, 1 AS step
  FROM valid AS o
  JOIN (SELECT DISTINCT mdtrt_id, size FROM lone) AS g ON g.mdtrt_id = o.mdtrt_id AND g.size = o.medfee_sumamt
  WHERE o.init_id IS NULL AND NOT EXISTS (SELECT 1 FROM named AS n WHERE n.setl_id = o.setl_id)
  UNION ALL
  SELECT setl_id, mdtrt_id, setl_time, size, -1 AS step FROM lone
), stacked AS (
  -- Open originals of one amount are a stack: a reversal closes the one on top.
  SELECT *, SUM(step) OVER (
    PARTITION BY mdtrt_id, size ORDER BY setl_time, step DESC, setl_id
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS depth
  FROM event
), grounded AS (
  -- A reversal that finds the stack empty lowers the ground for those after it.
  SELECT *, depth + CASE WHEN step < 0 THEN 1 ELSE 0 END - LEAST(0, COALESCE(MIN(depth) OVER (
    PARTITION BY mdtrt_id, size ORDER BY setl_time, step DESC, setl_id
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
  ), 0)) AS height
  FROM stacked
), numbered AS (
  SELECT *, ROW_NUMBER() OVER (PARTITION BY mdtrt_id, size, height, step ORDER BY setl_time, setl_id) AS nth
  FROM grounded
  WHERE height > 0
), opposite AS (
  SELECT r.setl_id AS rev_id, o.setl_id
  FROM numbered AS r
  JOIN numbered AS o
    ON o.mdtrt_id = r.mdtrt_id AND o.size = r.size AND o.height = r.height AND o.nth = r.nth AND o.step = 1
  WHERE r.step = -1
), larger AS (
  SELECT
    r.setl_id AS rev_id,
    o.setl_id,
    ROW_NUMBER() OVER (PARTITION BY r.setl_id ORDER BY o.setl_time DESC, o.setl_id DESC) AS nth
  FROM lone AS r
  JOIN valid AS o
    ON o.mdtrt_id = r.mdtrt_id AND o.init_id IS NULL AND o.medfee_sumamt > r.size AND o.setl_time <= r.setl_time
  WHERE NOT EXISTS (SELECT 1 FROM opposite AS p WHERE p.rev_id = r.setl_id)
), pair AS (
  SELECT rev_id, setl_id, gives FROM named
  UNION ALL
  SELECT rev_id, setl_id, FALSE AS gives FROM opposite
  UNION ALL
  SELECT rev_id, setl_id, FALSE AS gives FROM larger WHERE nth = 1
)
SELECT
  p.rev_id AS rev_setl_id,
  o.setl_id,
  o.mdtrt_id,
  o.psn_no,
  o.fixmedins_code,
  o.insutype,
  o.setl_time,
  r.setl_time AS rev_time,
  seconds_between(o.setl_time, r.setl_time) AS seconds,
  CASE WHEN p.gives THEN ABS(r.medfee_sumamt) ELSE -ABS(r.medfee_sumamt) END AS medfee,
  CASE WHEN p.gives THEN ABS(r.inscp_amt) ELSE -ABS(r.inscp_amt) END AS inscp,
  CASE WHEN p.gives THEN ABS(r.fund_pay_sumamt) ELSE -ABS(r.fund_pay_sumamt) END AS fund,
  CASE WHEN p.gives THEN ABS(r.acct_pay) ELSE -ABS(r.acct_pay) END AS acct,
  CASE WHEN p.gives THEN ABS(r.cash_payamt) ELSE -ABS(r.cash_payamt) END AS cash,
  CASE WHEN p.gives THEN ABS(r.overlmt_selfpay) ELSE -ABS(r.overlmt_selfpay) END AS overlmt
FROM pair AS p
JOIN reversing AS r ON r.setl_id = p.rev_id
JOIN valid AS o ON o.setl_id = p.setl_id AND o.init_id IS NULL AND o.medfee_sumamt >= 0
