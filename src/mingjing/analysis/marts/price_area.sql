/*---
mart: price_area
title: 价格区
grain: [admdvs]
doc: >-
  Which price area each division with an institution belongs to. Divisions that the same rows of
  hilist_lmtpric_d can apply to form one area; area is the list of those rows' divisions ('|5101|51|'), '|' when
  only rows for everywhere apply.
columns:
  admdvs: {type: VARCHAR, zh: 机构归属医保区划, needs: [fixmedins_b.fix_blng_admdvs]}
  area: {type: VARCHAR, zh: 价格区, needs: [hilist_lmtpric_d.hilist_pric_uplmt_amt]}
cases: []
---*/
WITH place AS (
  SELECT DISTINCT fix_blng_admdvs AS admdvs FROM fixmedins_b WHERE fix_blng_admdvs IS NOT NULL
), named AS (
  SELECT DISTINCT insu_admdvs FROM hilist_lmtpric_d WHERE insu_admdvs IS NOT NULL
)
SELECT p.admdvs, COALESCE(joined(n.insu_admdvs), '|') AS area
FROM place AS p
LEFT JOIN named AS n ON starts_with(p.admdvs, n.insu_admdvs)
GROUP BY p.admdvs
