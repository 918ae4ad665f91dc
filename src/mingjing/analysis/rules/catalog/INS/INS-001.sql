/*---
code: INS-001
version: 3
title: 六种不得结算状态
status: active
behaviour: unauthorised_settlement
severity: 1
subject: fee
grain: [setl_id]
amount: all
scenes: [IP, OP, PH, NET]
stages: [2, 3]
law: [xz-27-3, agreement]
params:
  in_house: {type: integer, default: 30, unit: 日, source: 无官方数值，可按统筹区配置；状态变化时已在院的，容许继续结算的天数}
  renew_grace: {type: integer, default: 0, unit: 日, source: 无官方数值，可按统筹区配置；到期至续签之间的容许天数}
message: "{fixmedins_code} {status}，{first_date} 的医药费用仍结算 {checkout_amt} 元（{line_cnt} 笔）。"
verify: 核对中止、解除通知和送达、公示情况，续签协议文本，许可证照和变更申报材料。
defence: 协议续签在办理中，签订后倒签日期；证照换发；变更事项轻微。
known_gaps: 倒签的续签协议、轻微变更需现场排除；定点联网开通标志没有日期，只作参考；未交付协议、证照、变更登记的，相应状态不评估。
evidence: [state, from_date, to_date, since, what, first_date, adm_date, fix_onln_open_flag, designated_on]
cases:
  - name: 协议 12 月 31 日到期未续签，1 月仍在销售
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: D, begndate: "2025-01-01", enddate: "2025-12-31", cntr_stas: "1"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, bkkp_sn: A, pric: 30, fee_ocur_time: "2026-01-05 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: D, bkkp_sn: B, pric: 20, fee_ocur_time: "2026-01-05 10:00:00"}
        - {mdtrt_id: E2, fixmedins_code: D, pric: 70, fee_ocur_time: "2026-01-20 10:00:00"}
        - {mdtrt_id: E3, fixmedins_code: D, pric: 90, fee_ocur_time: "2025-12-31 10:00:00"}
    finds:
      - {setl_id: SE1, checkout_amt: 50.00, fund_amt: 40.00, checkout_cnt: 2, sev_deg: 1, occurred_on: "2026-01-05", bkkp_sns: [A, B], evidence: {branch: [lapsed], from_date: "2026-01-01"}}
      - {setl_id: SE2, checkout_amt: 70.00, occurred_on: "2026-01-20"}
  - name: 12 月 28 日入院，协议到期后 1 月 4 日出院
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: H, begndate: "2025-01-01", enddate: "2025-12-31", cntr_stas: "1"}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2025-12-28 09:00:00", endtime: "2026-01-04 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 300, fee_ocur_time: "2026-01-03 10:00:00"}
    finds: []
  - name: 到期前入院，到期后第 31 日起的费用计入
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: H, begndate: "2025-01-01", enddate: "2025-12-31", cntr_stas: "1"}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2025-12-28 09:00:00", endtime: "2026-02-05 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 300, fee_ocur_time: "2026-01-31 10:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, pric: 200, fee_ocur_time: "2026-02-01 10:00:00"}
    finds:
      - {checkout_amt: 200.00, bkkp_sns: [B], sev_deg: 1}
  - name: 中止期间入院，恢复后出院，全部费用计入
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: H, begndate: "2025-01-01", enddate: "2026-12-31", cntr_stas: "1"}
        - {fixmedins_code: H, begndate: "2026-03-01", enddate: "2026-03-31", cntr_stas: "2"}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-03-30 09:00:00", endtime: "2026-04-04 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 300, fee_ocur_time: "2026-03-31 10:00:00"}
        - {mdtrt_id: I1, pric: 200, fee_ocur_time: "2026-04-02 10:00:00"}
    finds:
      - {checkout_amt: 500.00, fund_amt: 400.00, sev_deg: 1, evidence: {branch: [suspended]}}
  - name: 中止期间的急诊
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: H, begndate: "2025-01-01", enddate: "2026-12-31", cntr_stas: "1"}
        - {fixmedins_code: H, begndate: "2026-03-01", enddate: "2026-03-31", cntr_stas: "2"}
      mdtrt_d:
        - {mdtrt_id: E, med_type: "1301"}
      fee_list_d:
        - {pric: 300, fee_ocur_time: "2026-03-15 10:00:00"}
    finds: []
  - name: 解除协议之后的结算，个人账户支付也计入
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: D, begndate: "2025-01-01", enddate: "2026-12-31", cntr_stas: "1"}
        - {fixmedins_code: D, begndate: "2026-02-01", cntr_stas: "3"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, setl_id: S1, pric: 30, fee_ocur_time: "2026-03-15 10:00:00"}
      setl_d:
        - {mdtrt_id: E1, setl_id: S1, fund_pay_sumamt: 0, acct_pay: 30}
    finds:
      - {checkout_amt: 30.00, fund_amt: 0.00, sev_deg: 1, evidence: {branch: [ended], acct_amt: 30}}
  - name: 药品经营许可证过期，同时重要变更逾期未报
    given:
      fixmedins_lic_d:
        - {fixmedins_code: D, lic_type: 药品经营许可证, begndate: "2020-01-01", enddate: "2026-02-28", lic_stas: "1"}
      fixmedins_chg_d:
        - {fixmedins_code: D, chg_item: 地址, aprv_date: "2025-12-01"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, pric: 30, fee_ocur_time: "2026-03-15 10:00:00"}
    finds:
      - {checkout_amt: 30.00, sev_deg: 1, evidence: {branch: [change_unreported, licence_void]}}
  - name: 首份协议之前已有定点登记，协议登记可能不全，降为轻度可疑
    given:
      fixmedins_b:
        - {fixmedins_code: D, begntime: "2019-06-01 00:00:00"}
      fixmedins_cntr_d:
        - {fixmedins_code: D, begndate: "2026-05-01", enddate: "2026-12-31", cntr_stas: "1"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, pric: 30, fee_ocur_time: "2026-03-15 10:00:00"}
    finds:
      - {checkout_amt: 30.00, sev_deg: 3, evidence: {branch: [none], soft: [register_start]}}
  - name: 首份协议之前没有定点
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: D, begndate: "2026-05-01", enddate: "2026-12-31", cntr_stas: "1"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, pric: 30, fee_ocur_time: "2026-03-15 10:00:00"}
    finds:
      - {checkout_amt: 30.00, sev_deg: 1, evidence: {branch: [none]}}
  - name: 没有任何协议记录的机构不评估
    given:
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, pric: 30, fee_ocur_time: "2026-03-15 10:00:00"}
    finds: []
  - name: 到期次日续签
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: D, begndate: "2025-01-01", enddate: "2025-12-31", cntr_stas: "1"}
        - {fixmedins_code: D, begndate: "2026-01-01", enddate: "2026-12-31", cntr_stas: "1"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, pric: 30, fee_ocur_time: "2026-01-01 10:00:00"}
    finds: []
  - name: 协议未填结束日期，视为长期有效
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: D, begndate: "2025-01-01", enddate: null, cntr_stas: "1"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, pric: 30, fee_ocur_time: "2026-01-05 10:00:00"}
    finds: []
  - name: 到期后的销售已全额退费
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: D, begndate: "2025-01-01", enddate: "2025-12-31", cntr_stas: "1"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, bkkp_sn: A, pric: 30, fee_ocur_time: "2026-01-05 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: D, bkkp_sn: B, pric: 30, cnt: -1, init_feedetl_sn: A, fee_ocur_time: "2026-01-06 10:00:00"}
    finds: []
  - name: 基金和个人账户都没有支付
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: D, begndate: "2025-01-01", enddate: "2025-12-31", cntr_stas: "1"}
      fee_list_d:
        - {mdtrt_id: E1, fixmedins_code: D, setl_id: S1, pric: 30, fee_ocur_time: "2026-01-05 10:00:00"}
      setl_d:
        - {mdtrt_id: E1, setl_id: S1, fund_pay_sumamt: 0}
    finds: []
---*/
WITH active AS (
  -- Most institutions have a state before their first agreement and after their last; few have lines in it.
  SELECT f.fixmedins_code, MIN(least(f.adm_date, f.svc_date)) AS first_day, MAX(f.svc_date) AS last_day
  FROM fee_net AS f
  GROUP BY f.fixmedins_code
), barred AS (
  SELECT
    i.fixmedins_code, i.state, i.from_date, i.to_date, i.since, i.what,
    as_date(optional(b.begntime)) AS designated_on, optional(b.fix_onln_open_flag) AS fix_onln_open_flag
  FROM ins_state AS i
  JOIN fixmedins_b AS b ON b.fixmedins_code = i.fixmedins_code
  LEFT JOIN ins_state AS n
    ON n.fixmedins_code = i.fixmedins_code AND n.state = 'valid' AND n.from_date = add_days(i.to_date, 1) AND i.to_date < DATE '9999-12-31'
  WHERE i.state <> 'valid'
    -- EXISTS rather than a join, so that the engine expects few rows and lets the fee lines meet them, not the reverse.
    AND EXISTS (
      SELECT 1 FROM active AS a
      WHERE a.fixmedins_code = i.fixmedins_code AND i.from_date <= a.last_day AND i.to_date >= a.first_day
    )
    -- A short gap before the renewal is tolerated where the region says so.
    AND NOT (i.state = 'lapsed' AND n.state IS NOT NULL
      AND days_between(i.from_date, i.to_date) + 1 <= param('renew_grace', i.from_date, b.fix_blng_admdvs))
), hit AS (
  SELECT
    f.*, b.state, b.state AS branch, b.from_date, b.to_date, b.since, b.what, b.designated_on, b.fix_onln_open_flag
  FROM fee_net AS f
  JOIN barred AS b ON b.fixmedins_code = f.fixmedins_code
  WHERE f.in_scope AND f.settled AND (f.amt > 0 OR f.has_acct) AND NOT f.x1 AND (f.has_fund OR f.has_acct)
    AND CASE
      WHEN f.is_ip THEN f.adm_date BETWEEN b.from_date AND b.to_date
        OR (f.svc_date BETWEEN b.from_date AND b.to_date AND days_between(b.from_date, f.svc_date) > param('in_house', f.svc_date, f.admdvs))
      ELSE f.svc_date BETWEEN b.from_date AND b.to_date
    END
)
SELECT
  h.*,
  MIN(h.svc_date) OVER (PARTITION BY h.setl_id) AS first_date,
  CASE
    WHEN h.from_date = DATE '0001-01-01' THEN CAST(h.to_date AS VARCHAR) || ' 以前'
    ELSE '自 ' || CAST(h.from_date AS VARCHAR) || ' 起'
  END || CASE h.state
    WHEN 'suspended' THEN '中止协议'
    WHEN 'ended' THEN '解除协议'
    WHEN 'lapsed' THEN '协议到期未续签'
    WHEN 'none' THEN '未签订协议'
    WHEN 'licence_void' THEN '许可证照无效'
    ELSE '重要变更逾期未申报'
  END AS status,
  -- Before a register's first row, an institution known to be designated more likely lacks a row than an agreement.
  CASE WHEN h.from_date = DATE '0001-01-01' AND h.designated_on <= h.svc_date THEN 'register_start' END AS soft
FROM hit AS h
