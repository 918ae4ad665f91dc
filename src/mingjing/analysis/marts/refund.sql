/*---
mart: refund
title: 退费明细
grain: [bkkp_sn]
doc: >-
  Valid fee lines with a negative quantity. root_sn is the line that init_feedetl_sn points to in the same
  encounter, followed through up to two further refunds; it may turn out not to exist. dead: the line belongs
  to a cancelled settlement or to the row that reversed it.
columns:
  bkkp_sn: {type: VARCHAR, zh: 记账流水号, needs: [fee_list_d.bkkp_sn]}
  mdtrt_id: {type: VARCHAR, zh: 就诊ID, needs: [fee_list_d.mdtrt_id]}
  setl_id: {type: VARCHAR, zh: 结算ID, needs: [fee_list_d.setl_id]}
  med_list_codg: {type: VARCHAR, zh: 医疗目录编码, needs: [fee_list_d.med_list_codg]}
  pric: {type: 'DECIMAL(16,6)', zh: 单价, needs: [fee_list_d.pric]}
  back: {type: 'DECIMAL(16,4)', zh: 退回数量（正数）, needs: [fee_list_d.cnt]}
  fee_ocur_time: {type: TIMESTAMP, zh: 费用发生时间, needs: [fee_list_d.fee_ocur_time]}
  root_sn: {type: VARCHAR, zh: 所退的原明细流水号}
  dead: {type: BOOLEAN, zh: 属于已撤销结算}
cases:
  - name: a refund knows the line at its root and whether its settlement was cancelled
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 5, setl_id: S1}
        - {bkkp_sn: B, cnt: -1, setl_id: S1, init_feedetl_sn: A}
        - {bkkp_sn: C, cnt: -2, setl_id: S2, init_feedetl_sn: B}
        - {bkkp_sn: D, cnt: -3, setl_id: S1}
      setl_d: [{setl_id: S1, medfee_sumamt: 10.00}, {setl_id: S2, medfee_sumamt: 10.00, refd_setl_flag: "1"}]
    gives:
      - {bkkp_sn: B, back: 1, root_sn: A, dead: false}
      - {bkkp_sn: C, back: 2, root_sn: A, dead: true}
      - {bkkp_sn: D, back: 3, root_sn: null, dead: false}
---*/
WITH negative AS (
  SELECT
    bkkp_sn, mdtrt_id, setl_id, med_list_codg, pric, -cnt AS back, fee_ocur_time,
    CASE WHEN init_feedetl_sn <> bkkp_sn THEN init_feedetl_sn END AS init_sn
  FROM fee_list_d
  WHERE cnt < 0 AND COALESCE(vali_flag, '1') <> '0'
), once AS (
  SELECT n.*, CASE WHEN a.bkkp_sn IS NULL THEN n.init_sn ELSE a.init_sn END AS sn_1
  FROM negative AS n
  LEFT JOIN negative AS a ON a.bkkp_sn = n.init_sn AND a.mdtrt_id = n.mdtrt_id
), twice AS (
  SELECT o.*, CASE WHEN a.bkkp_sn IS NULL THEN o.sn_1 ELSE a.init_sn END AS sn_2
  FROM once AS o
  LEFT JOIN negative AS a ON a.bkkp_sn = o.sn_1 AND a.mdtrt_id = o.mdtrt_id
)
SELECT
  t.bkkp_sn,
  t.mdtrt_id,
  t.setl_id,
  t.med_list_codg,
  t.pric,
  t.back,
  t.fee_ocur_time,
  t.sn_2 AS root_sn,
  d.setl_id IS NOT NULL AS dead
FROM twice AS t
LEFT JOIN setl_dead AS d ON d.setl_id = t.setl_id
