/*---
code: CHG-005
version: 1
title: 单日超限定频次
status: active
national_code: GZ10000102014000
behaviour: over_price
severity: 1
subject: fee
grain: [psn_no, fixmedins_code, cap_group, svc_date]
amount: excess
scenes: [IP, OP]
stages: [2, 3]
law: [735-38-3]
params:
  minutes_from: {type: integer, default: 60, unit: 次, source: 无官方数值，可按统筹区配置；按小时计价的项目一日数量达到此数时，疑为按分钟录入}
message: "{svc_date} {item_name} 计费 {day_cnt} {unit}，每日限 {limit_cnt} {unit}，超出金额 {checkout_amt} 元。"
verify: 核对护理记录、床位及设备使用记录的起止时间，确认当日实际次数或时数。
defence: 不同部位、不同时段或转科当日分别计费；或前一日漏记、当日补记。
known_gaps: 不跨机构合计；按分钟录入的时数不能换算，降为轻度可疑。
evidence: [cap_group, day_cnt, limit_cnt, unit, stay_cnt, stay_limit, kp_ref]
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
  - name: 退费后当日恰为限额
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "001201000030000", cnt: 2, pric: 20, fee_ocur_time: "2026-03-03 08:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "001201000030000", cnt: -1, pric: 20, fee_ocur_time: "2026-03-03 15:00:00"}
    finds: []
  - name: 门诊同日记两次血液透析，超出一次
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "003110000060000", medins_list_name: 血液透析, cnt: 1, pric: 400, fee_ocur_time: "2026-03-03 08:00:00"}
        - {bkkp_sn: B, med_list_codg: "003110000060000", medins_list_name: 血液透析, cnt: 1, pric: 400, fee_ocur_time: "2026-03-03 14:00:00"}
    finds:
      - {checkout_amt: 400.00, fund_amt: 320.00, checkout_cnt: 1, sev_deg: 1, bkkp_sns: [A, B], evidence: {cap_group: 血液透析, day_cnt: 2}}
  - name: 康复理疗超过每日次数，为中度可疑
    given:
      fee_list_d:
        - {med_list_codg: "009999000010000", cnt: 2, pric: 30}
    knowledge:
      daily_cap:
        - {item_code: "009999000010000", max_per_day: 1, unit: 次, sev: 2}
    finds:
      - {checkout_amt: 30.00, sev_deg: 2}
  - name: 按小时计价的项目记 60，疑为分钟，降为轻度可疑
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-03 08:00:00", endtime: "2026-03-04 18:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "009999000020000", cnt: 60, pric: 5, fee_ocur_time: "2026-03-03 08:00:00"}
    knowledge:
      daily_cap:
        - {item_code: "009999000020000", max_per_day: 24, unit: 小时}
    finds:
      - {checkout_amt: 180.00, checkout_cnt: 36, sev_deg: 3, evidence: {soft: [minutes]}}
  - name: 转科当日床位记两次
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-03 08:00:00", endtime: "2026-03-05 18:00:00", adm_dept_codg: A03, dscg_dept_codg: A04}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001201000030000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-03 08:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001201000030000", cnt: 2, pric: 20, fee_ocur_time: "2026-03-04 08:00:00"}
    finds: []
  - name: 转科住院只容许多记一次，第二次超出照计
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-03 08:00:00", endtime: "2026-03-05 18:00:00", adm_dept_codg: A03, dscg_dept_codg: A04}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001201000030000", cnt: 2, pric: 20, fee_ocur_time: "2026-03-03 08:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "001201000030000", cnt: 2, pric: 20, fee_ocur_time: "2026-03-04 08:00:00"}
    finds:
      - {checkout_amt: 20.00, sev_deg: 1, occurred_on: "2026-03-04", bkkp_sns: [B]}
  - name: 母婴同账，护理各记一次
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-03 08:00:00", endtime: "2026-03-05 18:00:00", med_type: "52", dscg_maindiag_code: O80.900}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001201000030000", cnt: 2, pric: 20, fee_ocur_time: "2026-03-03 08:00:00"}
    finds: []
  - name: 两家机构同日各记一次
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: H1, med_list_codg: "001201000030000", pric: 20}
        - {mdtrt_id: E2, fixmedins_code: H2, med_list_codg: "001201000030000", pric: 20}
    finds: []
  - name: 全部自费，没有医保范围内金额
    given:
      fee_list_d:
        - {med_list_codg: "001201000030000", cnt: 2, pric: 20, inscp_amt: 0, fulamt_ownpay_amt: 40}
    finds: []
---*/
WITH capped AS (
  SELECT
    f.*, k.max_per_day, k.unit, k.kp_ref, k.sev,
    COALESCE(k.group_id, f.item) AS cap_group,
    k_soft(k, f) AS doubt
  FROM fee_net AS f
  JOIN daily_cap AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP') AND NOT f.x2
    AND (k.rule_code IS NULL OR k.rule_code = 'GZ10000102014000')
), day AS (
  SELECT
    psn_no, fixmedins_code, cap_group, svc_date,
    SUM(cnt) AS day_cnt,
    MAX(max_per_day) AS day_cap,
    bool_or(has_cls(cls, 'BED')) AS is_bed,
    bool_or(has_cls(cls, 'NURS')) AS is_nurs,
    MIN(CASE WHEN is_ip THEN mdtrt_id END) AS ip_mdtrt_id
  FROM capped
  GROUP BY psn_no, fixmedins_code, cap_group, svc_date
), in_stay AS (
  SELECT
    e.stay_id, c.cap_group,
    SUM(c.cnt) AS stay_cnt
  FROM capped AS c
  JOIN stay_enc AS e ON e.mdtrt_id = c.mdtrt_id
  GROUP BY e.stay_id, c.cap_group
), exceeded AS (
  SELECT
    d.psn_no, d.fixmedins_code, d.cap_group, d.svc_date, d.day_cnt, d.day_cap, d.is_bed, d.is_nurs, t.stay_cnt,
    d.day_cap * (s.nights + 1) AS stay_limit,
    CASE WHEN optional(s.adm_dept) <> optional(s.dscg_dept) THEN TRUE ELSE FALSE END AS moved,
    ROW_NUMBER() OVER (PARTITION BY s.stay_id, d.cap_group ORDER BY d.svc_date) AS nth_over
  FROM day AS d
  LEFT JOIN stay_enc AS e ON e.mdtrt_id = d.ip_mdtrt_id
  LEFT JOIN stay AS s ON s.stay_id = e.stay_id
  LEFT JOIN in_stay AS t ON t.stay_id = e.stay_id AND t.cap_group = d.cap_group
  WHERE d.day_cnt > d.day_cap
), judged AS (
  -- A change of department gives one day of the stay, the first that is over, one more bed and nursing charge.
  SELECT
    o.*,
    o.day_cap + CASE WHEN o.moved AND (o.is_bed OR o.is_nurs) AND o.nth_over = 1 THEN 1 ELSE 0 END AS limit_cnt
  FROM exceeded AS o
)
SELECT
  c.*,
  j.day_cnt, j.limit_cnt, j.stay_cnt, j.stay_limit,
  COALESCE(c.sev, 1) AS sev_deg,
  CASE
    WHEN c.doubt IS NOT NULL THEN c.doubt
    WHEN c.unit = '小时' AND j.day_cnt >= param('minutes_from', c.svc_date, c.admdvs) THEN 'minutes'
    WHEN j.stay_cnt <= j.stay_limit THEN 'catch_up'
  END AS soft
FROM capped AS c
JOIN judged AS j
  ON j.psn_no = c.psn_no AND j.fixmedins_code = c.fixmedins_code AND j.cap_group = c.cap_group AND j.svc_date = c.svc_date
WHERE j.day_cnt > j.limit_cnt
