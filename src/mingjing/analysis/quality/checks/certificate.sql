/*---
title: 身份证号与出生日期、性别不符
severity: major
needs: [psn_info_b.certno]
each: [{table: psn_info_b, column: certno}]
allow: 0.005
full: 0.2
advice: 核对人员登记；18 位身份证号第 7–14 位是出生日期，第 17 位单数为男、双数为女
---*/
SELECT count(*) FILTER (WHERE differs) AS bad, count(*) AS total, NULL AS yuan, min(psn_no) FILTER (WHERE differs) AS example
FROM (
  SELECT psn_no, substr(certno, 7, 8) <> strftime(brdy, '%Y%m%d')
    OR (gend IN ('1', '2') AND (CAST(substr(certno, 17, 1) AS INTEGER) % 2 = 1) <> (gend = '1')) AS differs
  FROM psn_info_b WHERE regexp_full_match(certno, '\d{17}[\dXx]')
)
