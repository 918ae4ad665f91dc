/*---
mart: line_net
title: 明细退费冲抵
grain: [bkkp_sn]
doc: >-
  The lines that refunds touch, and what is left of them: net_cnt = cnt - linked - pooled. linked: refunds that
  name the line. pooled: the share of the other refunds of the encounter, item and price, taken from the latest
  line backwards (fee_ocur_time, bkkp_sn). Lines and refunds of cancelled settlements stay out of the pool; a
  refund without settlement is first taken to concern the cancelled lines.
columns:
  bkkp_sn: {type: VARCHAR, zh: 记账流水号, needs: [fee_list_d.bkkp_sn]}
  mdtrt_id: {type: VARCHAR, zh: 就诊ID, needs: [fee_list_d.mdtrt_id]}
  med_list_codg: {type: VARCHAR, zh: 医疗目录编码, needs: [fee_list_d.med_list_codg]}
  pric: {type: 'DECIMAL(16,6)', zh: 单价, needs: [fee_list_d.pric]}
  cnt: {type: 'DECIMAL(16,4)', zh: 原数量, needs: [fee_list_d.cnt]}
  linked: {type: 'DECIMAL(16,4)', zh: 指名退回的数量（可超过原数量）, needs: [fee_list_d.init_feedetl_sn]}
  pooled: {type: 'DECIMAL(16,4)', zh: 未指名退费冲抵的数量, needs: [fee_list_d.cnt]}
  net_cnt: {type: 'DECIMAL(16,4)', zh: 净数量, needs: [fee_list_d.cnt]}
  dead: {type: BOOLEAN, zh: 属于已撤销结算}
cases:
  - name: named refunds come first, the others then take the latest lines of item and price
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 5, fee_ocur_time: "2025-05-01 09:00:00"}
        - {bkkp_sn: B, cnt: 2, fee_ocur_time: "2025-05-02 09:00:00"}
        - {bkkp_sn: C, cnt: 2, fee_ocur_time: "2025-05-02 09:00:00"}
        - {bkkp_sn: D, cnt: -1, init_feedetl_sn: C}
        - {bkkp_sn: F, cnt: -4}
        - {bkkp_sn: G, cnt: 7, pric: 10.5}
    gives:
      - {bkkp_sn: A, linked: 0, pooled: 1, net_cnt: 4}
      - {bkkp_sn: B, linked: 0, pooled: 2, net_cnt: 0}
      - {bkkp_sn: C, linked: 1, pooled: 1, net_cnt: 0}
  - name: a refund whose line is not in the encounter is one without a name
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 5}
        - {bkkp_sn: B, cnt: -2, init_feedetl_sn: LOST}
    gives: [{bkkp_sn: A, linked: 0, pooled: 2, net_cnt: 3}]
  - name: a refund may name a line of another price
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 5, pric: 10}
        - {bkkp_sn: B, cnt: -2, pric: 9, init_feedetl_sn: A}
        - {bkkp_sn: C, cnt: 4, pric: 9}
    gives: [{bkkp_sn: A, linked: 2, net_cnt: 3}, {bkkp_sn: C, linked: 0, net_cnt: 4}]
  - name: three refunds in a row count for the line at their root
    given:
      fee_list_d:
        - {bkkp_sn: A, cnt: 5}
        - {bkkp_sn: B, cnt: -1, init_feedetl_sn: A}
        - {bkkp_sn: C, cnt: -1, init_feedetl_sn: B}
        - {bkkp_sn: D, cnt: -1, init_feedetl_sn: C}
    gives: [{bkkp_sn: A, linked: 3, pooled: 0, net_cnt: 2}]
---*/
WITH touched AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.med_list_codg, f.pric, f.cnt, f.fee_ocur_time, d.setl_id IS NOT NULL AS dead,
    COALESCE(t.back, 0) AS linked, GREATEST(0, f.cnt - COALESCE(t.back, 0)) AS rest
  FROM fee_list_d AS f
  LEFT JOIN (
    SELECT root_sn, mdtrt_id, SUM(back) AS back FROM refund WHERE root_sn IS NOT NULL GROUP BY root_sn, mdtrt_id
  ) AS t ON t.root_sn = f.bkkp_sn AND t.mdtrt_id = f.mdtrt_id
  LEFT JOIN (
    SELECT DISTINCT mdtrt_id, med_list_codg, pric FROM refund
  ) AS g ON g.mdtrt_id = f.mdtrt_id AND g.med_list_codg = f.med_list_codg AND g.pric = f.pric
  LEFT JOIN setl_dead AS d ON d.setl_id = f.setl_id
  -- Only lines of the few encounters with refunds are looked at.
  WHERE f.cnt > 0 AND COALESCE(f.vali_flag, '1') <> '0' AND (t.root_sn IS NOT NULL OR g.mdtrt_id IS NOT NULL)
    AND f.mdtrt_id IN (SELECT mdtrt_id FROM refund)
), loose AS (
  SELECT
    r.mdtrt_id, r.med_list_codg, r.pric,
    SUM(CASE WHEN r.setl_id IS NOT NULL THEN r.back ELSE 0 END) AS settled_back,
    SUM(CASE WHEN r.setl_id IS NULL THEN r.back ELSE 0 END) AS unsettled_back
  FROM refund AS r
  LEFT JOIN touched AS t ON t.bkkp_sn = r.root_sn AND t.mdtrt_id = r.mdtrt_id
  WHERE NOT r.dead AND t.bkkp_sn IS NULL
  GROUP BY r.mdtrt_id, r.med_list_codg, r.pric
), cancelled AS (
  SELECT mdtrt_id, med_list_codg, pric, SUM(rest) AS rest FROM touched WHERE dead GROUP BY mdtrt_id, med_list_codg, pric
), pool AS (
  SELECT
    l.mdtrt_id, l.med_list_codg, l.pric,
    l.settled_back + GREATEST(0, l.unsettled_back - COALESCE(c.rest, 0)) AS back
  FROM loose AS l
  LEFT JOIN cancelled AS c ON c.mdtrt_id = l.mdtrt_id AND c.med_list_codg = l.med_list_codg AND c.pric = l.pric
), later AS (
  SELECT t.*, COALESCE(SUM(t.rest) OVER (
    PARTITION BY t.mdtrt_id, t.med_list_codg, t.pric ORDER BY t.fee_ocur_time DESC, t.bkkp_sn DESC
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
  ), 0) AS rest_later
  FROM touched AS t
  WHERE NOT t.dead
), taken AS (
  SELECT l.*, LEAST(l.rest, GREATEST(0, COALESCE(p.back, 0) - l.rest_later)) AS pooled
  FROM later AS l
  LEFT JOIN pool AS p ON p.mdtrt_id = l.mdtrt_id AND p.med_list_codg = l.med_list_codg AND p.pric = l.pric
)
SELECT
  bkkp_sn, mdtrt_id, med_list_codg, pric, cnt, linked AS linked,
  pooled AS pooled, rest - pooled AS net_cnt, dead
FROM taken
UNION ALL
SELECT
  bkkp_sn, mdtrt_id, med_list_codg, pric, cnt, linked AS linked,
  0 AS pooled, 0 AS net_cnt, dead
FROM touched
WHERE dead
