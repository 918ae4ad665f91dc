/*---
code: CHG-005
version: 1
title: 单日超限定频次
status: active
national_code: GZ10000102014000
behaviour: over_price
severity: 1
subject: fee
grain: [psn_no, fixmedins_code, capped_as, svc_date]
amount: excess
scenes: [IP, OP]
stages: [2, 3]
law: [735-38-3]
params:
  minutes_from: {type: integer, default: 60, unit: 次, source: 按小时计价的项目一日数量达到此数时，疑为按分钟录入；无官方数值，可按统筹区配置}
message: "{svc_date} {item_name} 计费 {day_cnt} {unit}，每日限 {limit_cnt} {unit}，超出金额 {checkout_amt} 元。"
verify: 核对护理记录、透析记录、床位及设备使用记录的起止时间，确认当日实际次数或时数。
defence: 不同部位、不同时段或转科当日分别计费；或前一日漏记、当日补记。
known_gaps: 不跨机构合计；按分钟录入的时数不能换算，降为轻度可疑；转科日期没有上传，全程只放宽一次。
evidence: [day_cnt, limit_cnt, unit, stay_cnt, stay_limit, kp_ref]
cases:
  - name: Ⅰ级护理一日记两次，超出一次
    given:
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "001201000030000", medins_list_name: Ⅰ级护理, cnt: 2, pric: 20, fee_ocur_time: "2026-03-03 08:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "001201000030000", medins_list_name: Ⅰ级护理, cnt: 1, pric: 20, fee_ocur_time: "2026-03-04 08:00:00"}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-03 08:00:00", endtime: "2026-03-04 18:00:00"}
    finds:
      - {checkout_amt: 20.00, checkout_cnt: 1, sev_deg: 1, occurred_on: "2026-03-03", fund_amt: 16.00, bkkp_sns: [A], evidence: {stay_cnt: 3, stay_limit: 2}}
  - name: 周一补记周日的一次，全程次数不超过住院夜数加一，降为轻度可疑
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001201000030000", cnt: 2, pric: 20, fee_ocur_time: "2026-03-03 08:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001201000030000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-04 08:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001201000030000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-05 08:00:00"}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-05 10:00:00"}
    finds:
      - {checkout_amt: 20.00, sev_deg: 3, evidence: {soft: [catch_up], stay_cnt: 4, stay_limit: 4}}
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
  - name: 两处就诊分记同日的两次，在同一机构合并计数
    given:
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: "003110000060000", cnt: 1, pric: 400}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: "003110000060000", cnt: 1, pric: 400}
    finds:
      - {checkout_amt: 400.00, checkout_cnt: 1, bkkp_sns: [A, B]}
  - name: 同日在两个机构各一次，不合并
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: H1, med_list_codg: "003110000060000", cnt: 1, pric: 400}
        - {mdtrt_id: E2, fixmedins_code: H2, med_list_codg: "003110000060000", cnt: 1, pric: 400}
    finds: []
  - name: 按次计价的血液透析按四小时收费
    given:
      fee_list_d:
        - {med_list_codg: "003110000060000", medins_list_name: 血液透析, cnt: 4, pric: 400}
    finds:
      - {checkout_amt: 1200.00, checkout_cnt: 3, sev_deg: 1, evidence: {unit: 次, kp_ref: PL64}}
  - name: 同组的两种血液透析编码同日各一次，合并计数
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "003110000060000", cnt: 1, pric: 400}
        - {bkkp_sn: B, med_list_codg: "003110000060100", cnt: 1, pric: 600}
    finds:
      - {checkout_amt: 500.00, checkout_cnt: 1, bkkp_sns: [A, B]}
  - name: 血液透析与血液灌流不在一组，各一次
    given:
      fee_list_d:
        - {med_list_codg: "003110000060000", cnt: 1, pric: 400}
        - {med_list_codg: "003110000100000", cnt: 1, pric: 500}
    finds: []
  - name: 康复治疗一日两次，按高度可疑
    given:
      fee_list_d:
        - {med_list_codg: "003402000200000", cnt: 2, pric: 50}
    finds:
      - {checkout_amt: 50.00, checkout_cnt: 1, sev_deg: 2}
  - name: 理疗一日三个部位，正好到限
    given:
      fee_list_d:
        - {med_list_codg: "003401000010000", cnt: 3, pric: 20}
    finds: []
  - name: 按小时计价的特级护理一日记 1440，疑为按分钟录入
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "009900000000011", cnt: 1440, pric: 1}
    knowledge:
      daily_cap: [{item_code: "009900000000011", max_per_day: 24, unit: 小时}]
    finds:
      - {checkout_amt: 1416.00, checkout_cnt: 1416, sev_deg: 3, evidence: {soft: [minutes]}}
  - name: 按小时计价的项目一日 24 小时
    given:
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "009900000000011", cnt: 24, pric: 1}
    knowledge:
      daily_cap: [{item_code: "009900000000011", max_per_day: 24, unit: 小时}]
    finds: []
  - name: 母婴同账，两人各一次护理
    given:
      mdtrt_d: [{mdtrt_id: I1, med_type: "52", dscg_maindiag_code: O80.0, begntime: "2026-03-03 08:00:00", endtime: "2026-03-03 18:00:00"}]
      psn_info_b: [{psn_no: P, gend: "2", brdy: "1995-05-05"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001201000030000", cnt: 2, pric: 20, fee_ocur_time: "2026-03-03 08:00:00"}
    finds: []
  - name: 出生 28 天的新生儿
    given:
      psn_info_b: [{psn_no: P, brdy: "2026-02-03"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001201000030000", cnt: 2, pric: 20, fee_ocur_time: "2026-03-03 08:00:00"}
    finds: []
  - name: 出生 29 天，已不是新生儿
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-04 08:00:00", endtime: "2026-03-04 18:00:00"}]
      psn_info_b: [{psn_no: P, brdy: "2026-02-03"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001201000030000", cnt: 2, pric: 20}
    finds:
      - {checkout_amt: 20.00, sev_deg: 1}
  - name: 转科当日两个病区各记一次护理，全程放宽一次
    given:
      mdtrt_d:
        - {mdtrt_id: I1, adm_dept_codg: A03.01, dscg_dept_codg: A04.02, begntime: "2026-03-02 08:00:00", endtime: "2026-03-04 18:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "001201000030000", cnt: 2, pric: 20, fee_ocur_time: "2026-03-03 08:00:00"}
    finds: []
  - name: 转过一次科，却有两日各记两次，只放宽第一日
    given:
      mdtrt_d:
        - {mdtrt_id: I1, adm_dept_codg: A03.01, dscg_dept_codg: A04.02, begntime: "2026-03-02 08:00:00", endtime: "2026-03-04 18:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "001201000030000", cnt: 2, pric: 20, fee_ocur_time: "2026-03-03 08:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "001201000030000", cnt: 2, pric: 20, fee_ocur_time: "2026-03-04 08:00:00"}
    finds:
      - {checkout_amt: 20.00, occurred_on: "2026-03-04", sev_deg: 1, bkkp_sns: [B]}
  - name: 出院科室没有登记，不能认定转科
    given:
      mdtrt_d:
        - {mdtrt_id: I1, adm_dept_codg: A03.01, dscg_dept_codg: null, begntime: "2026-03-03 08:00:00", endtime: "2026-03-03 18:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001201000030000", cnt: 2, pric: 20, fee_ocur_time: "2026-03-03 08:00:00"}
    finds:
      - {checkout_amt: 20.00, sev_deg: 1}
  - name: 尚未出院，不能按全程次数认定补记
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: null}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001201000030000", cnt: 2, pric: 20, fee_ocur_time: "2026-03-03 08:00:00"}
    finds:
      - {checkout_amt: 20.00, sev_deg: 1, evidence: {stay_cnt: 2}}
---*/
WITH capped AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.svc_date, f.item, f.item_name, f.cls,
    f.cnt, f.pric, f.gross, f.amt,
    COALESCE(k.group_id, k.item_code) AS capped_as,
    k.max_per_day, k.unit, k.sev, k.kp_ref, k_soft(k, f) AS doubt
  FROM fee_net AS f
  JOIN daily_cap AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP') AND NOT f.x2
    AND (k.rule_code IS NULL OR k.rule_code = 'GZ10000102014000')
), day AS (
  SELECT
    psn_no, fixmedins_code, capped_as, svc_date,
    SUM(cnt) AS day_cnt,
    MAX(max_per_day) AS max_per_day
  FROM capped
  GROUP BY psn_no, fixmedins_code, capped_as, svc_date
), over AS (
  SELECT
    c.*, d.day_cnt, d.max_per_day AS day_limit, e.stay_id, s.nights,
    CASE
      WHEN optional(s.adm_dept) <> optional(s.dscg_dept) AND has_cls(c.cls, 'BED') THEN 'BED'
      WHEN optional(s.adm_dept) <> optional(s.dscg_dept) AND has_cls(c.cls, 'NURS') THEN 'NURS'
    END AS eased
  FROM capped AS c
  JOIN day AS d
    ON d.psn_no = c.psn_no AND d.fixmedins_code = c.fixmedins_code AND d.capped_as = c.capped_as
    AND d.svc_date = c.svc_date
  LEFT JOIN stay_enc AS e ON e.mdtrt_id = c.mdtrt_id
  LEFT JOIN stay AS s ON s.stay_id = e.stay_id
  WHERE d.day_cnt > d.max_per_day
), whole AS (
  SELECT
    e.stay_id, c.capped_as,
    SUM(c.cnt) AS stay_cnt
  FROM capped AS c
  JOIN stay_enc AS e ON e.mdtrt_id = c.mdtrt_id
  WHERE e.stay_id IN (SELECT o.stay_id FROM over AS o)
  GROUP BY e.stay_id, c.capped_as
), first_over AS (
  -- A change of ward brings one more bed and one more nursing charge, once per stay: on the first day over the cap.
  SELECT stay_id, eased, MIN(svc_date) AS svc_date FROM over WHERE eased IS NOT NULL GROUP BY stay_id, eased
), judged AS (
  SELECT
    o.*,
    o.day_limit + CASE WHEN m.stay_id IS NULL THEN 0 ELSE 1 END AS limit_cnt,
    w.stay_cnt,
    o.day_limit * (o.nights + 1) AS stay_limit
  FROM over AS o
  LEFT JOIN whole AS w ON w.stay_id = o.stay_id AND w.capped_as = o.capped_as
  LEFT JOIN first_over AS m ON m.stay_id = o.stay_id AND m.eased = o.eased AND m.svc_date = o.svc_date
)
SELECT
  j.*,
  COALESCE(j.sev, 1) AS sev_deg,
  CASE
    WHEN j.doubt IS NOT NULL THEN j.doubt
    WHEN j.unit = '小时' AND j.day_cnt >= param('minutes_from', j.svc_date, j.admdvs) THEN 'minutes'
    WHEN j.stay_cnt <= j.stay_limit THEN 'catch_up'
  END AS soft
FROM judged AS j
WHERE j.day_cnt > j.limit_cnt
