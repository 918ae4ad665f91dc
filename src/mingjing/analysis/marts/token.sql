/*---
mart: token
title: 住院费用的标记
grain: [stay_id, token]
doc: >-
  What a stay was billed: item and size of its quantity (powers of two), without consultation, bed and nursing. Tokens
  of more than 40 % of the stays of the case cell are the usual pathway and left out. idf: how rare the token is in the
  cell (natural logarithm of stays by stays with it). Stays that are alike by nature (birth, newborn, day cases,
  dialysis, tumour cycles) and stays without a case cell have no tokens.
columns:
  stay_id: {type: VARCHAR, zh: 住院ID, needs: [mdtrt_d.mdtrt_id]}
  token: {type: VARCHAR, zh: 标记（项目|数量级）, needs: [fee_list_d.med_list_codg]}
  item: {type: VARCHAR, zh: 国家编码, needs: [fee_list_d.med_list_codg]}
  idf: {type: DOUBLE, zh: 在病例组内的罕见程度, needs: [fee_list_d.med_list_codg]}
cases:
  - name: what most of the group has is no mark, what few have is rare, the size of a quantity counts
    given:
      mdtrt_d: [{repeat: {h: 6, n: 10}, mdtrt_id: I<h>-<n>, psn_no: P<h>-<n>, fixmedins_code: H<h>, dscg_maindiag_code: QQ3.0}]
      fee_list_d:
        - {repeat: {h: 6, n: 10}, mdtrt_id: I<h>-<n>, bkkp_sn: "A<h>-<n>", med_list_codg: "00TOKENX0000001"}
        - {mdtrt_id: I6-1, bkkp_sn: B2, med_list_codg: "00TOKENX0000002", cnt: 1.5}
        - {mdtrt_id: I6-1, bkkp_sn: B3, med_list_codg: "00TOKENX0000002", cnt: 2.6}
        - {mdtrt_id: I6-1, bkkp_sn: B4, med_list_codg: "00TOKENX0000003", med_chrgitm_type: "01"}
    gives: [{stay_id: I6-1, token: "00TOKENX0000002|2", item: "00TOKENX0000002", idf: 4.094345}]
---*/
WITH billed AS (
  SELECT s.stay_id, f.item, SUM(f.cnt) AS cnt
  FROM fee_net AS f
  JOIN stay_enc AS s ON s.mdtrt_id = f.mdtrt_id
  WHERE f.in_scope AND f.settled AND COALESCE(f.chrg, '') NOT IN ('01', '02', '07')
  GROUP BY s.stay_id, f.item
), sized AS (
  SELECT
    b.stay_id, b.item, c.c1, c.c2, c.c3, c.c4, c.cell, c.n_cell,
    b.item || '|' || CASE
      WHEN b.cnt < 1 THEN '-' WHEN b.cnt < 2 THEN '0' WHEN b.cnt < 4 THEN '1' WHEN b.cnt < 8 THEN '2' WHEN b.cnt < 16 THEN '3'
      WHEN b.cnt < 32 THEN '4' WHEN b.cnt < 64 THEN '5' WHEN b.cnt < 128 THEN '6' WHEN b.cnt < 256 THEN '7'
      WHEN b.cnt < 512 THEN '8' WHEN b.cnt < 1024 THEN '9' ELSE '10' END AS token
  FROM billed AS b
  JOIN case_cell AS c ON c.stay_id = b.stay_id
  LEFT JOIN flag_stay AS g ON g.stay_id = b.stay_id
  WHERE COALESCE(g.flags, '') NOT LIKE '%|birth|%' AND COALESCE(g.flags, '') NOT LIKE '%|newborn|%'
    AND COALESCE(g.flags, '') NOT LIKE '%|day|%' AND COALESCE(g.own_cell, '') NOT IN ('dialysis', 'tumour')
), used AS (
  SELECT DISTINCT cell FROM case_cell
), spread AS (
  -- Every stay counts in its groups of all levels that are used.
  SELECT t.c1 AS cell, t.token FROM sized AS t JOIN used AS u ON u.cell = t.c1
  UNION ALL
  SELECT t.c2 AS cell, t.token FROM sized AS t JOIN used AS u ON u.cell = t.c2
  UNION ALL
  SELECT t.c3 AS cell, t.token FROM sized AS t JOIN used AS u ON u.cell = t.c3
  UNION ALL
  SELECT t.c4 AS cell, t.token FROM sized AS t JOIN used AS u ON u.cell = t.c4
), held AS (
  SELECT cell, token, COUNT(*) AS n FROM spread GROUP BY cell, token
)
SELECT t.stay_id, t.token, t.item, GREATEST(CAST(0 AS DOUBLE), ln_of(ratio(t.n_cell, h.n))) AS idf
FROM sized AS t
JOIN held AS h ON h.cell = t.cell AND h.token = t.token
WHERE h.n * 5 <= t.n_cell * 2
