/*---
mart: sig
title: 住院费用的签名
grain: [stay_id, band]
doc: >-
  MinHash signature of a stay's tokens (at least 12): 32 hashes of every distinct token, the least of each over the
  stay, four to a band. Two stays with the same key in one of the eight bands are candidates for copies: at a Jaccard
  similarity of 0.9 with probability 0.9998, at 0.8 with 0.985.
columns:
  stay_id: {type: VARCHAR, zh: 住院ID, needs: [mdtrt_d.mdtrt_id]}
  band: {type: BIGINT, zh: 段（1 至 8）, needs: [fee_list_d.med_list_codg]}
  band_key: {type: VARCHAR, zh: 该段的签名, needs: [fee_list_d.med_list_codg]}
  n_token: {type: BIGINT, zh: 标记数, needs: [fee_list_d.med_list_codg]}
cases:
  - name: too few tokens give no signature
    given:
      mdtrt_d: [{repeat: {h: 6, n: 10}, mdtrt_id: I<h>-<n>, psn_no: P<h>-<n>, fixmedins_code: H<h>, dscg_maindiag_code: QQ2.0}]
      fee_list_d:
        - {repeat: {h: 6, n: 10}, mdtrt_id: I<h>-<n>, bkkp_sn: "A<h>-<n>", med_list_codg: "00TOKENY0000001"}
        - {repeat: {i: 11}, mdtrt_id: I6-1, bkkp_sn: "B<i>", med_list_codg: "00TOKENYR<i>"}
    gives: []
---*/
WITH band AS (
  SELECT 1 AS band
  UNION ALL
  SELECT 2 AS band
  UNION ALL
  SELECT 3 AS band
  UNION ALL
  SELECT 4 AS band
  UNION ALL
  SELECT 5 AS band
  UNION ALL
  SELECT 6 AS band
  UNION ALL
  SELECT 7 AS band
  UNION ALL
  SELECT 8 AS band
), hashed AS (
  -- Once per distinct token: one digest holds the four hashes of a band.
  SELECT t.token, b.band, md5_of(CAST(b.band AS VARCHAR) || '|' || t.token) AS digest
  FROM (SELECT DISTINCT token FROM token) AS t
  CROSS JOIN band AS b
)
SELECT
  t.stay_id, CAST(h.band AS BIGINT) AS band,
  MIN(SUBSTR(h.digest, 1, 8)) || MIN(SUBSTR(h.digest, 9, 8)) || MIN(SUBSTR(h.digest, 17, 8)) || MIN(SUBSTR(h.digest, 25, 8)) AS band_key,
  COUNT(*) AS n_token
FROM token AS t
JOIN hashed AS h ON h.token = t.token
GROUP BY t.stay_id, h.band
HAVING COUNT(*) >= 12
