/*---
code: DAT-006
version: 1
title: 计费日期与住院时间不符
status: active
national_code: GZ10000201008000
behaviour: record_anomaly
severity: 1
subject: fee
amount: all
scenes: [IP]
stages: [3]
law: [735-39-3]
params:
  pre_days: {type: integer, default: 3, unit: 日, source: 入院前多少日内本院的急诊、检查检验费用可并入住院；无官方数值，可按统筹区配置}
  post_days: {type: integer, default: 3, unit: 日, source: 出院后多少日内的检验、病理费用可计入；无官方数值，可按统筹区配置}
  near_min: {type: integer, default: 60, unit: 分钟, source: 零点前后多少分钟以内不计；无官方数值，可按统筹区配置}
message: "{svc_date} {item_name} {checkout_amt} 元，{side} {days_off} 日（{stay_adm_date} 入院，{stay_dscg_date} 出院）。"
verify: 核对医嘱的执行日期和检验、病理报告日期，确认费用实际发生的日期。
defence: 实际在住院期间执行，补记较晚。
known_gaps: 医嘱的执行日期不在数据中，补记与未执行不能区分。
evidence: [side, days_off, stay_adm_date, stay_dscg_date]
cases:
  - name: 出院后第二日的输液
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-06 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "001204000060000", cnt: 1, pric: 12, fee_ocur_time: "2026-03-08 09:00:00"}
    finds:
      - {checkout_amt: 12.00, checkout_cnt: 1, fund_amt: 9.60, sev_deg: 1, occurred_on: "2026-03-08", bkkp_sns: [A], evidence: {side: 出院后, days_off: 2}}
  - name: 出院当日的输液
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-06 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001204000060000", cnt: 1, pric: 12, fee_ocur_time: "2026-03-06 23:59:00"}
    finds: []
  - name: 出院后第三日的病理检查费，正好到限
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-06 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "002700000010000", cnt: 1, pric: 120, fee_ocur_time: "2026-03-09 09:00:00"}
    finds: []
  - name: 出院后第四日的病理检查费
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-06 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "002700000010000", cnt: 1, pric: 120, fee_ocur_time: "2026-03-10 09:00:00"}
    finds:
      - {checkout_amt: 120.00, sev_deg: 1, evidence: {days_off: 4}}
  - name: 出院后的输液已退费
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-06 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "001204000060000", cnt: 1, pric: 12, fee_ocur_time: "2026-03-08 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001204000060000", cnt: -1, pric: 12, init_feedetl_sn: A, fee_ocur_time: "2026-03-08 10:00:00"}
    finds: []
  - name: 入院前第三日在本院做的 CT
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-05 08:00:00", endtime: "2026-03-06 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "002103000010000", cnt: 1, pric: 240, fee_ocur_time: "2026-03-02 09:00:00"}
    finds: []
  - name: 入院前第四日做的 CT、前一日的输液
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-06 08:00:00", endtime: "2026-03-07 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "002103000010000", cnt: 1, pric: 240, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "001204000060000", cnt: 1, pric: 12, fee_ocur_time: "2026-03-05 09:00:00"}
    finds:
      - {checkout_amt: 240.00, bkkp_sns: [A], evidence: {side: 入院前, days_off: 4}}
      - {checkout_amt: 12.00, bkkp_sns: [B], evidence: {side: 入院前, days_off: 1}}
  - name: 急诊入院，前一日急诊科的输液并入住院
    given:
      mdtrt_d: [{mdtrt_id: I1, ipt_type: "2", begntime: "2026-03-06 08:00:00", endtime: "2026-03-07 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001204000060000", cnt: 1, pric: 12, fee_ocur_time: "2026-03-05 09:00:00"}
    finds: []
  - name: 出院带药记在次日
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-06 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XC09AAK070A001010100001, cnt: 1, pric: 30, dscg_tkdrug_flag: "1", fee_ocur_time: "2026-03-07 09:00:00"}
    finds: []
  - name: 出院带药记在出院后第二日
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-06 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XC09AAK070A001010100001, cnt: 1, pric: 30, dscg_tkdrug_flag: "1", fee_ocur_time: "2026-03-08 09:00:00"}
    finds:
      - {checkout_amt: 30.00, evidence: {days_off: 2}}
  - name: 出院次日零点三十分执行，入院前一日二十三时三十分开始
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 00:10:00", endtime: "2026-03-06 23:50:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001204000060000", cnt: 1, pric: 12, fee_ocur_time: "2026-03-07 00:30:00"}
        - {mdtrt_id: I1, med_list_codg: "001204000060000", cnt: 1, pric: 12, fee_ocur_time: "2026-03-01 23:30:00"}
    finds: []
  - name: 尚未出院，不作判断
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-06 08:00:00", endtime: null}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001204000060000", cnt: 1, pric: 12, fee_ocur_time: "2026-03-05 09:00:00"}
    finds: []
  - name: 跨年结账分成两次就诊，费用落在同一次住院之内
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2025-12-28 08:00:00", endtime: "2025-12-31 23:00:00"}
        - {mdtrt_id: I2, begntime: "2026-01-01 00:00:00", endtime: "2026-01-05 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001204000060000", cnt: 1, pric: 12, fee_ocur_time: "2026-01-02 09:00:00"}
        - {mdtrt_id: I2, med_list_codg: "001204000060000", cnt: 1, pric: 12, fee_ocur_time: "2026-01-03 09:00:00"}
    finds: []
  - name: 母婴同账
    given:
      mdtrt_d: [{mdtrt_id: I1, med_type: "52", begntime: "2026-03-02 08:00:00", endtime: "2026-03-06 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001204000060000", cnt: 1, pric: 12, fee_ocur_time: "2026-03-08 09:00:00"}
    finds: []
---*/
WITH stray AS (
  SELECT
    f.*, s.adm_date AS stay_adm_date, s.dscg_date AS stay_dscg_date,
    has_cls(f.cls, 'LAB') OR COALESCE(optional(f.chrg) = '04', FALSE) AS is_lab,
    f.x1 OR COALESCE(optional(f.chrg) IN ('03', '04'), FALSE)
      OR has_cls(f.cls, 'LAB') OR has_cls(f.cls, 'CT') OR has_cls(f.cls, 'MR') OR has_cls(f.cls, 'PET')
      OR has_cls(f.cls, 'US') OR has_cls(f.cls, 'ECHO') OR has_cls(f.cls, 'ENDO') AS may_precede
  FROM fee_net AS f
  JOIN stay_enc AS e ON e.mdtrt_id = f.mdtrt_id
  JOIN stay AS s ON s.stay_id = e.stay_id
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.is_ip AND NOT f.x2
    AND (f.svc_date < f.adm_date OR f.svc_date > f.dscg_date)
    AND NOT s.is_open AND (f.svc_date < s.adm_date OR f.svc_date > s.dscg_date)
), bounded AS (
  SELECT
    t.*,
    add_days(
      t.stay_adm_date, CASE WHEN COALESCE(t.may_precede, FALSE) THEN -param('pre_days', t.svc_date, t.admdvs) ELSE 0 END
    ) AS first_day,
    add_days(
      t.stay_dscg_date,
      CASE
        WHEN COALESCE(t.is_lab, FALSE) THEN param('post_days', t.svc_date, t.admdvs)
        WHEN t.takehome THEN 1
        ELSE 0
      END
    ) AS last_day
  FROM stray AS t
)
SELECT
  b.*,
  CASE WHEN b.svc_date < b.stay_adm_date THEN '入院前' ELSE '出院后' END AS side,
  GREATEST(days_between(b.svc_date, b.stay_adm_date), days_between(b.stay_dscg_date, b.svc_date)) AS days_off
FROM bounded AS b
WHERE (
    b.svc_date < b.first_day
    AND NOT (
      b.has_time AND b.svc_date = add_days(b.first_day, -1)
      AND minute_of_day(b.fee_ocur_time) >= 1440 - param('near_min', b.svc_date, b.admdvs)
    )
  )
  OR (
    b.svc_date > b.last_day
    AND NOT (
      b.has_time AND b.svc_date = add_days(b.last_day, 1)
      AND minute_of_day(b.fee_ocur_time) <= param('near_min', b.svc_date, b.admdvs)
    )
  )
