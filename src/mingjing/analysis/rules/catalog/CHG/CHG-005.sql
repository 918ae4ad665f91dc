/*---
code: CHG-005
version: 1
title: 单日超限定频次
status: active
national_code: GZ10000102014000
behaviour: over_price
severity: 1
subject: fee
grain: [psn_no, fixmedins_code, item, svc_date]
amount: excess
scenes: [IP, OP]
stages: [2, 3]
law: [735-38-3]
params:
  minutes_from: {type: integer, default: 60, unit: 次, source: 按小时计价的项目一日数量达到此数时，疑为按分钟录入}
message: "{svc_date} {item_name} 计费 {day_cnt} {unit}，每日限 {limit_cnt} {unit}，超出金额 {checkout_amt} 元。"
verify: 核对护理记录、床位及设备使用记录的起止时间，确认当日实际次数或时数。
defence: 不同部位、不同时段或转科当日分别计费；或前一日漏记、当日补记。
known_gaps: 不跨机构合计；按分钟录入的时数不能换算，降为轻度可疑。
evidence: [day_cnt, limit_cnt, unit, stay_cnt, stay_limit, kp_ref]
cases:
  - name: Ⅰ级护理一日记两次，超出一次
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001201000030000", medins_list_name: Ⅰ级护理, cnt: 2, pric: 20, fee_ocur_time: "2026-03-03 08:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001201000030000", medins_list_name: Ⅰ级护理, cnt: 1, pric: 20, fee_ocur_time: "2026-03-04 08:00:00"}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-03 08:00:00", endtime: "2026-03-04 18:00:00"}
    finds:
      - {checkout_amt: 20.00, checkout_cnt: 1, sev_deg: 1, occurred_on: "2026-03-03", fund_amt: 16.00}
  - name: 周一补记周日的一次，全程次数不超过住院日数，降为轻度可疑
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001201000030000", cnt: 2, pric: 20, fee_ocur_time: "2026-03-03 08:00:00"}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-05 10:00:00"}
    finds:
      - {sev_deg: 3, evidence: {soft: [catch_up]}}
  - name: 一日一次不超限
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001201000030000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-03 08:00:00"}
    finds: []
  - name: 多记的一次已退费
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "001201000030000", cnt: 2, pric: 20, fee_ocur_time: "2026-03-03 08:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "001201000030000", cnt: -1, pric: 20, init_feedetl_sn: A, fee_ocur_time: "2026-03-03 15:00:00"}
    finds: []
---*/
WITH capped AS (
  SELECT
    f.*, k.max_per_day, k.unit, k.kp_ref, k_soft(k, f) AS doubt
  FROM fee_net AS f
  JOIN daily_cap AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP') AND NOT f.x2
), day AS (
  SELECT
    psn_no, fixmedins_code, item, svc_date,
    SUM(cnt) AS day_cnt
  FROM capped
  GROUP BY psn_no, fixmedins_code, item, svc_date
), moved AS (
  -- A change of department gives the first day one more bed and nursing charge, once per stay.
  SELECT
    s.stay_id, s.mdtrt_id
  FROM stay_enc AS s
  JOIN enc AS e ON e.mdtrt_id = s.mdtrt_id
  WHERE optional(e.adm_dept_codg) <> optional(e.dscg_dept_codg)
), in_stay AS (
  SELECT
    c.mdtrt_id, c.item,
    SUM(c.cnt) AS stay_cnt
  FROM capped AS c
  WHERE c.is_ip
  GROUP BY c.mdtrt_id, c.item
)
SELECT
  c.*,
  d.day_cnt,
  c.max_per_day + CASE
    WHEN m.stay_id IS NOT NULL AND (has_cls(c.cls, 'BED') OR has_cls(c.cls, 'NURS')) AND c.svc_date = c.adm_date THEN 1
    ELSE 0
  END AS limit_cnt,
  t.stay_cnt,
  c.max_per_day * (days_between(c.adm_date, c.dscg_date) + 1) AS stay_limit,
  CASE
    WHEN c.doubt IS NOT NULL THEN c.doubt
    WHEN c.unit = '小时' AND d.day_cnt >= param('minutes_from', c.svc_date, c.admdvs) THEN 'minutes'
    WHEN c.is_ip AND t.stay_cnt <= c.max_per_day * (days_between(c.adm_date, c.dscg_date) + 1) THEN 'catch_up'
  END AS soft
FROM capped AS c
JOIN day AS d
  ON d.psn_no = c.psn_no AND d.fixmedins_code = c.fixmedins_code AND d.item = c.item AND d.svc_date = c.svc_date
LEFT JOIN in_stay AS t ON t.mdtrt_id = c.mdtrt_id AND t.item = c.item
LEFT JOIN moved AS m ON m.mdtrt_id = c.mdtrt_id
WHERE d.day_cnt > c.max_per_day + CASE
  WHEN m.stay_id IS NOT NULL AND (has_cls(c.cls, 'BED') OR has_cls(c.cls, 'NURS')) AND c.svc_date = c.adm_date THEN 1
  ELSE 0
END
