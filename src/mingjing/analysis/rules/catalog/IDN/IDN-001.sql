/*---
code: IDN-001
version: 2
title: 死亡后、羁押服刑期间结算
status: active
behaviour: impersonation
severity: 1
subject: visit
amount: all
grain: [mdtrt_id]
scenes: [IP, OP, PH, NET]
stages: [1, 2, 3]
law: [735-40-1, 735-41-1]
params:
  grace: {type: integer, default: 1, unit: 日, source: 无官方数值，可按统筹区配置；登记日期与实际日期相差的容许天数}
  custody_years: {type: integer, default: 5, unit: 年, source: 无官方数值，可按统筹区配置；羁押登记未结束超过此年数的，疑为未及时销记}
message: "参保人 {event_date} {event}，{first_date} 至 {occurred_on} 仍有 {line_cnt} 笔费用由基金或个人账户支付，金额 {checkout_amt} 元。"
verify: 核对户籍注销、羁押登记，查明持卡人、代办人和取药签名；调阅结算时的录像。
defence: 登记日期有误或更新滞后；他人信息误登记。
known_gaps: 保外就医、监狱医院收治、登记对象有误，需现场排除。
evidence: [reason, event_date, source, other_date, from_date, to_date, first_date]
cases:
  - name: 5 月 3 日死亡，5 月 9 日仍在取药
    given:
      ext_death_d:
        - {psn_no: P, die_date: "2026-05-03", source: 公安}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, bkkp_sn: A, med_list_codg: XC09AAA001A001010100001, pric: 60, fee_ocur_time: "2026-05-09 10:00:00"}
    finds:
      - {mdtrt_id: E1, checkout_amt: 60.00, fund_amt: 48.00, checkout_cnt: 1, sev_deg: 1, occurred_on: "2026-05-09", bkkp_sns: [A], evidence: {reason: death, event_date: "2026-05-03"}}
  - name: 死亡后才结算，费用都发生在死亡之前
    given:
      ext_death_d:
        - {psn_no: P, die_date: "2026-05-03"}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-28 09:00:00", endtime: "2026-05-03 22:00:00", dscg_way: "5"}
      fee_list_d:
        - {mdtrt_id: I1, setl_id: S1, pric: 60, fee_ocur_time: "2026-05-03 10:00:00"}
      setl_d:
        - {mdtrt_id: I1, setl_id: S1, setl_time: "2026-05-20 10:00:00"}
    finds: []
  - name: 住院跨过死亡日期，只计死亡之后的明细
    given:
      ext_death_d:
        - {psn_no: P, die_date: "2026-05-03"}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-04-28 09:00:00", endtime: "2026-05-08 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 60, fee_ocur_time: "2026-05-03 10:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, pric: 70, fee_ocur_time: "2026-05-07 10:00:00"}
    finds:
      - {mdtrt_id: I1, checkout_amt: 70.00, fund_amt: 56.00, bkkp_sns: [B]}
  - name: 死亡次日补记的费用在容许日内
    given:
      ext_death_d:
        - {psn_no: P, die_date: "2026-05-03"}
      fee_list_d:
        - {pric: 60, fee_ocur_time: "2026-05-04 10:00:00"}
    finds: []
  - name: 死亡后第二日的费用
    given:
      ext_death_d:
        - {psn_no: P, die_date: "2026-05-03"}
      fee_list_d:
        - {pric: 60, fee_ocur_time: "2026-05-05 10:00:00"}
    finds:
      - {checkout_amt: 60.00}
  - name: 只有参保信息登记的死亡日期
    given:
      psn_info_b:
        - {psn_no: P, die_date: "2026-05-03"}
      fee_list_d:
        - {pric: 60, fee_ocur_time: "2026-05-09 10:00:00"}
    finds:
      - {checkout_amt: 60.00, sev_deg: 1, evidence: {source: psn_info_b}}
  - name: 两处死亡日期相差三十一天，降为轻度可疑
    given:
      psn_info_b:
        - {psn_no: P, die_date: "2026-06-03"}
      ext_death_d:
        - {psn_no: P, die_date: "2026-05-03"}
      fee_list_d:
        - {pric: 60, fee_ocur_time: "2026-05-09 10:00:00"}
    finds:
      - {sev_deg: 3, evidence: {soft: [two_dates]}}
  - name: 登记死亡之后查床人脸识别成功，降为轻度可疑
    given:
      ext_death_d:
        - {psn_no: P, die_date: "2026-05-03"}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-08 09:00:00", endtime: "2026-05-12 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 60, fee_ocur_time: "2026-05-09 10:00:00"}
      wardcheck_d:
        - {mdtrt_id: I1, crtf_time: "2026-05-10 10:00:00", crtf_rslt: "1"}
    finds:
      - {sev_deg: 3, evidence: {soft: [seen_alive]}}
  - name: 同一证件号对应两个人员编号，降为轻度可疑
    given:
      psn_info_b:
        - {psn_no: P, certno: C1}
        - {psn_no: P2, certno: C1}
      ext_death_d:
        - {psn_no: P, die_date: "2026-05-03"}
      fee_list_d:
        - {psn_no: P, pric: 60, fee_ocur_time: "2026-05-09 10:00:00"}
    finds:
      - {sev_deg: 3, evidence: {soft: [two_numbers]}}
  - name: 羁押期间购药，个人账户支付
    given:
      ext_custody_d:
        - {psn_no: P, begndate: "2026-05-01", enddate: "2026-06-30"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D1, setl_id: S1, med_list_codg: XC09AAA001A001010100001, pric: 60, fee_ocur_time: "2026-05-09 10:00:00"}
      setl_d:
        - {mdtrt_id: E1, setl_id: S1, fund_pay_sumamt: 0, acct_pay: 60}
    finds:
      - {checkout_amt: 60.00, fund_amt: 0.00, sev_deg: 1, evidence: {reason: custody, acct_amt: 60}}
  - name: 收押当日、释放当日就医
    given:
      ext_custody_d:
        - {psn_no: P, begndate: "2026-05-01", enddate: "2026-05-30"}
      fee_list_d:
        - {mdtrt_id: E1, pric: 60, fee_ocur_time: "2026-05-01 10:00:00"}
        - {mdtrt_id: E2, pric: 60, fee_ocur_time: "2026-05-30 10:00:00"}
    finds: []
  - name: 羁押登记六年没有结束日期，降为轻度可疑
    given:
      ext_custody_d:
        - {psn_no: P, begndate: "2020-05-01"}
      fee_list_d:
        - {pric: 60, fee_ocur_time: "2026-05-09 10:00:00"}
    finds:
      - {sev_deg: 3, evidence: {soft: [long_open]}}
  - name: 基金和个人账户都没有支付
    given:
      ext_death_d:
        - {psn_no: P, die_date: "2026-05-03"}
      fee_list_d:
        - {setl_id: S1, pric: 60, fee_ocur_time: "2026-05-09 10:00:00"}
      setl_d:
        - {mdtrt_id: E, setl_id: S1, fund_pay_sumamt: 0}
    finds: []
  - name: 死亡后的费用已退
    given:
      ext_death_d:
        - {psn_no: P, die_date: "2026-05-03"}
      fee_list_d:
        - {bkkp_sn: A, pric: 60, fee_ocur_time: "2026-05-09 10:00:00"}
        - {bkkp_sn: B, pric: 60, cnt: -1, init_feedetl_sn: A, fee_ocur_time: "2026-05-10 10:00:00"}
    finds: []
  - name: 死亡日期未登记
    given:
      psn_info_b:
        - {psn_no: P}
      fee_list_d:
        - {pric: 60, fee_ocur_time: "2026-05-09 10:00:00"}
    finds: []
---*/
WITH absent AS (
  SELECT i.psn_no, i.reason, i.from_date, i.to_date, i.event_date, i.source, i.other_date
  FROM ineligible AS i
  WHERE i.reason IN ('death', 'custody')
), checked AS (
  -- Who passed the face check of a ward, and when. Grouped before it meets the absent: they share no key but the person.
  SELECT e.psn_no, as_date(w.crtf_time) AS day
  FROM enc AS e
  LEFT JOIN wardcheck_d AS w ON w.mdtrt_id = e.mdtrt_id
  WHERE w.crtf_rslt = '1'
  GROUP BY e.psn_no, as_date(w.crtf_time)
), seen AS (
  -- Somebody passed it after the date: the register, or the person in the bed, is wrong.
  SELECT DISTINCT a.psn_no, a.reason, a.from_date
  FROM absent AS a
  JOIN checked AS c ON c.psn_no = a.psn_no AND c.day BETWEEN a.from_date AND a.to_date
), twin AS (
  SELECT optional(p.certno) AS certno
  FROM psn_info_b AS p
  WHERE optional(p.certno) IS NOT NULL
  GROUP BY optional(p.certno)
  HAVING COUNT(*) > 1
), hit AS (
  SELECT
    f.*, a.reason, a.from_date, a.to_date, a.event_date, a.source, a.other_date,
    CASE
      WHEN abs(days_between(a.event_date, a.other_date)) > 30 THEN 'two_dates'
      WHEN w.psn_no IS NOT NULL THEN 'seen_alive'
      WHEN a.to_date = DATE '9999-12-31' AND a.reason = 'custody'
        AND completed_years(a.event_date, add_days(f.svc_date, -1)) >= param('custody_years', f.svc_date, f.admdvs) THEN 'long_open'
      WHEN t.certno IS NOT NULL THEN 'two_numbers'
    END AS soft
  FROM fee_net AS f
  JOIN absent AS a ON a.psn_no = f.psn_no AND f.svc_date BETWEEN a.from_date AND a.to_date
  LEFT JOIN seen AS w ON w.psn_no = a.psn_no AND w.reason = a.reason AND w.from_date = a.from_date
  LEFT JOIN psn_info_b AS p ON p.psn_no = f.psn_no
  LEFT JOIN twin AS t ON t.certno = optional(p.certno)
  WHERE f.in_scope AND f.settled AND (f.amt > 0 OR f.has_acct) AND (f.has_fund OR f.has_acct)
    AND days_between(a.from_date, f.svc_date) >= param('grace', f.svc_date, f.admdvs)
)
SELECT
  h.*,
  MIN(h.svc_date) OVER (PARTITION BY h.mdtrt_id) AS first_date,
  CASE h.reason WHEN 'death' THEN '死亡' ELSE '被羁押' END AS event
FROM hit AS h
