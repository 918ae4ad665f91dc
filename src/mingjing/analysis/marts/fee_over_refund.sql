/*---
mart: fee_over_refund
title: 超额退费
grain: [mdtrt_id, med_list_codg, pric, root_sn]
doc: >-
  Refunded quantity that finds nothing to take it from: more refunds name a line than it has (root_sn), or the
  unnamed refunds of an encounter, item and price exceed its lines (root_sn null). Money is quantity x price.
columns:
  mdtrt_id: {type: VARCHAR, zh: 就诊ID, needs: [fee_list_d.mdtrt_id]}
  med_list_codg: {type: VARCHAR, zh: 医疗目录编码, needs: [fee_list_d.med_list_codg]}
  pric: {type: 'DECIMAL(16,6)', zh: 单价, needs: [fee_list_d.pric]}
  root_sn: {type: VARCHAR, zh: 被超额退回的明细（空为未指名退费）}
  refund_sns: {type: VARCHAR, zh: 有关的退费明细列表, needs: [fee_list_d.bkkp_sn]}
  over_cnt: {type: 'DECIMAL(16,4)', zh: 超出数量, needs: [fee_list_d.cnt]}
  over_amt: {type: 'DECIMAL(16,2)', zh: 超出金额, needs: [fee_list_d.pric]}
  refund_time: {type: TIMESTAMP, zh: 最后一次退费时间, needs: [fee_list_d.fee_ocur_time]}
cases:
  - name: refunds that name a line for more than it has
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 2}
        - {bkkp_sn: B, cnt: -2, init_feedetl_sn: A}
        - {bkkp_sn: C, cnt: -1.5, init_feedetl_sn: A}
    gives: [{root_sn: A, refund_sns: "|B|C|", over_cnt: 1.5, over_amt: 15.00}]
  - name: refunds without a name beyond all lines of the price
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 2}
        - {bkkp_sn: B, cnt: -3}
        - {bkkp_sn: C, cnt: -1, pric: 7.333333}
    gives:
      - {root_sn: null, refund_sns: "|B|", over_cnt: 1, over_amt: 10.00}
      - {root_sn: null, refund_sns: "|C|", over_cnt: 1, over_amt: 7.33}
  - name: a refund line of a cancelled settlement that names a standing line for too much
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 1, setl_id: S1}
        - {bkkp_sn: B, cnt: -3, setl_id: S2, init_feedetl_sn: A}
      setl_d: [{setl_id: S1, medfee_sumamt: 10.00}, {setl_id: S2, medfee_sumamt: 10.00, refd_setl_flag: "1"}]
    gives: [{root_sn: A, refund_sns: "|B|", over_cnt: 2}]
  - name: refunds up to what was billed leave nothing over
    given: {fee_list_d: [{bkkp_sn: A, cnt: 2}, {bkkp_sn: B, cnt: -2}]}
    gives: []
  - name: the refund lines of a reversed settlement are not in excess
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 3, setl_id: S1}
        - {bkkp_sn: B, cnt: -3, setl_id: R1}
      setl_d:
        - {setl_id: S1, medfee_sumamt: 30.00}
        - {setl_id: R1, medfee_sumamt: -30.00, init_setl_id: S1}
    gives: []
---*/
WITH aimed AS (
  SELECT r.*, l.bkkp_sn AS line_sn
  FROM refund AS r
  LEFT JOIN line_net AS l ON l.bkkp_sn = r.root_sn AND l.mdtrt_id = r.mdtrt_id
), named AS (
  SELECT
    l.mdtrt_id, l.med_list_codg, l.pric, l.bkkp_sn AS root_sn, joined(a.bkkp_sn) AS refund_sns,
    MAX(l.linked - l.cnt) AS over_cnt, MAX(a.fee_ocur_time) AS refund_time
  FROM line_net AS l
  JOIN aimed AS a ON a.line_sn = l.bkkp_sn
  WHERE l.linked > l.cnt AND NOT l.dead
  GROUP BY l.mdtrt_id, l.med_list_codg, l.pric, l.bkkp_sn
), lines AS (
  SELECT
    mdtrt_id, med_list_codg, pric, SUM(pooled) AS pooled,
    SUM(CASE WHEN dead THEN GREATEST(0, cnt - linked) ELSE 0 END) AS cancelled
  FROM line_net
  GROUP BY mdtrt_id, med_list_codg, pric
), loose AS (
  SELECT
    mdtrt_id, med_list_codg, pric, joined(bkkp_sn) AS refund_sns, MAX(fee_ocur_time) AS refund_time,
    SUM(CASE WHEN setl_id IS NOT NULL THEN back ELSE 0 END) AS settled_back,
    SUM(CASE WHEN setl_id IS NULL THEN back ELSE 0 END) AS unsettled_back
  FROM aimed
  WHERE line_sn IS NULL AND NOT dead
  GROUP BY mdtrt_id, med_list_codg, pric
), pooled AS (
  SELECT
    u.mdtrt_id, u.med_list_codg, u.pric, CAST(NULL AS VARCHAR) AS root_sn, u.refund_sns,
    u.settled_back + GREATEST(0, u.unsettled_back - COALESCE(l.cancelled, 0)) - COALESCE(l.pooled, 0) AS over_cnt,
    u.refund_time
  FROM loose AS u
  LEFT JOIN lines AS l ON l.mdtrt_id = u.mdtrt_id AND l.med_list_codg = u.med_list_codg AND l.pric = u.pric
), leftover AS (
  SELECT * FROM named
  UNION ALL
  SELECT * FROM pooled
)
SELECT
  mdtrt_id, med_list_codg, pric, root_sn, refund_sns, over_cnt AS over_cnt,
  money(product(over_cnt, pric)) AS over_amt, refund_time
FROM leftover
WHERE over_cnt > 0.00005
