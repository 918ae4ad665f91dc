/*---
code: INS-001
version: 1
title: 六种不得结算状态
status: active
behaviour: unauthorised_settlement
severity: 1
subject: fee
grain: [setl_id]
amount: stay
scenes: [IP, OP, PH, NET]
stages: [2, 3]
law: [xz-27, agreement]
params:
  in_house: {type: integer, default: 30, unit: 日, source: 无官方数值；中止、解除前已入院患者的容许日数，可按统筹区配置}
  renew_grace: {type: integer, default: 0, unit: 日, source: 无官方数值；到期与续签之间的容许间隔，可按统筹区配置}
message: "{occurred_on} 该机构{state_zh}（自 {since} 起），仍结算 {checkout_amt} 元。"
verify: 核对协议、中止或解除通知的送达日期、许可证照状态和变更备案。
defence: 续签协议追溯生效；信息系统状态更新滞后；轻微变更无需报告。
known_gaps: 追溯续签、轻微变更需现场核对文本。
evidence: [state, state_zh, since, until, what]
cases:
  - name: 协议 12 月 31 日到期未续，1 月仍在售药
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: D, begndate: "2025-01-01", enddate: "2025-12-31", cntr_stas: "1"}
      fee_list_d:
        - {mdtrt_id: E, bkkp_sn: A, fixmedins_code: D, pric: 60, fee_ocur_time: "2026-01-05 10:00:00"}
    finds:
      - {fixmedins_code: D, checkout_amt: 60.00, fund_amt: 48.00, checkout_cnt: 1, sev_deg: 1, occurred_on: "2026-01-05", bkkp_sns: [A], evidence: {state: lapsed}}
  - name: 中止协议期间门诊结算
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: H, begndate: "2025-01-01", enddate: "2026-12-31", cntr_stas: "1"}
        - {fixmedins_code: H, begndate: "2026-03-01", enddate: "2026-03-31", cntr_stas: "2"}
      fee_list_d:
        - {pric: 60, fee_ocur_time: "2026-03-05 10:00:00"}
    finds:
      - {checkout_amt: 60.00, sev_deg: 1, evidence: {state: suspended, since: "2026-03-01"}}
  - name: 12 月 28 日已入院，到期后出院
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: H, begndate: "2025-01-01", enddate: "2025-12-31", cntr_stas: "1"}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2025-12-28 10:00:00", endtime: "2026-01-04 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 60, fee_ocur_time: "2026-01-03 10:00:00"}
    finds: []
  - name: 解除协议前入院，三十日后仍在结算
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: H, begndate: "2025-01-01", enddate: "2026-12-31", cntr_stas: "1"}
        - {fixmedins_code: H, begndate: "2026-01-01", cntr_stas: "3"}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2025-12-28 10:00:00", endtime: "2026-02-20 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 60, fee_ocur_time: "2026-02-03 10:00:00"}
    finds:
      - {checkout_amt: 60.00, sev_deg: 1, evidence: {state: ended}}
  - name: 第三十日的费用在容许之内
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: H, begndate: "2025-01-01", enddate: "2026-12-31", cntr_stas: "1"}
        - {fixmedins_code: H, begndate: "2026-01-01", cntr_stas: "3"}
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2025-12-28 10:00:00", endtime: "2026-02-20 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 60, fee_ocur_time: "2026-01-31 10:00:00"}
    finds: []
  - name: 中止期间抢救急诊病人
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: H, begndate: "2025-01-01", enddate: "2026-12-31", cntr_stas: "1"}
        - {fixmedins_code: H, begndate: "2026-03-01", enddate: "2026-03-31", cntr_stas: "2"}
      mdtrt_d:
        - {mdtrt_id: E, med_type: "1301"}
      fee_list_d:
        - {pric: 60, fee_ocur_time: "2026-03-05 10:00:00"}
    finds: []
  - name: 没有任何协议记录，不评估
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: H9, begndate: "2025-01-01", enddate: "2026-12-31", cntr_stas: "1"}
      fee_list_d:
        - {pric: 60, fee_ocur_time: "2026-03-05 10:00:00"}
    finds: []
  - name: 到期后的结算已撤销
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: D, begndate: "2025-01-01", enddate: "2025-12-31", cntr_stas: "1"}
      fee_list_d:
        - {mdtrt_id: E, fixmedins_code: D, setl_id: T1, pric: 60, fee_ocur_time: "2026-01-05 10:00:00"}
      setl_d:
        - {mdtrt_id: E, setl_id: T1, setl_time: "2026-01-05 10:00:00"}
        - {mdtrt_id: E, setl_id: T2, setl_time: "2026-01-05 11:00:00", init_setl_id: T1, medfee_sumamt: -60, inscp_amt: -60, fund_pay_sumamt: -48}
    finds: []
  - name: 全自费结算，基金和个人账户都没有支付
    given:
      fixmedins_cntr_d:
        - {fixmedins_code: D, begndate: "2025-01-01", enddate: "2025-12-31", cntr_stas: "1"}
      fee_list_d:
        - {mdtrt_id: E, fixmedins_code: D, pric: 60, fulamt_ownpay_amt: 60, inscp_amt: 0, fee_ocur_time: "2026-01-05 10:00:00"}
    finds: []
---*/
WITH barred AS (
  SELECT
    t.fixmedins_code, t.state, t.from_date, t.to_date, t.what,
    n.from_date AS renewed_on
  FROM ins_state AS t
  LEFT JOIN ins_state AS n ON n.fixmedins_code = t.fixmedins_code AND n.state = 'valid' AND n.from_date = add_days(t.to_date, 1) AND t.state = 'lapsed'
  WHERE t.state <> 'valid'
), late_care AS (
  -- Last day of care in stays begun before the state: beyond in_house days they count as well.
  SELECT f.setl_id, MAX(f.svc_date) AS last_on
  FROM fee_net AS f
  JOIN (SELECT DISTINCT fixmedins_code FROM barred) AS b ON b.fixmedins_code = f.fixmedins_code
  WHERE f.is_ip AND f.settled
  GROUP BY f.setl_id
), judged AS (
  SELECT
    s.setl_id, s.mdtrt_id, s.psn_no, s.fixmedins_code, s.admdvs, e.adm_date, e.is_ip, l.last_on,
    b.state, b.from_date, b.to_date, b.what, b.renewed_on,
    CASE WHEN e.adm_date BETWEEN b.from_date AND b.to_date THEN e.adm_date ELSE l.last_on END AS occurred_on
  FROM setl_net AS s
  JOIN enc AS e ON e.mdtrt_id = s.mdtrt_id
  JOIN barred AS b ON b.fixmedins_code = s.fixmedins_code
  LEFT JOIN late_care AS l ON l.setl_id = s.setl_id
  WHERE s.in_scope AND s.fund + s.acct > 0 AND NOT e.x1
    AND (
      e.adm_date BETWEEN b.from_date AND b.to_date
      OR (e.is_ip AND e.adm_date < b.from_date AND l.last_on <= b.to_date
        AND days_between(b.from_date, l.last_on) > param('in_house', l.last_on, s.admdvs))
    )
)
SELECT
  j.setl_id, j.mdtrt_id, j.psn_no, j.fixmedins_code, j.occurred_on, j.state, j.from_date AS since, j.what,
  CASE WHEN j.to_date < CAST('9999-12-31' AS DATE) THEN j.to_date END AS until,
  CASE j.state
    WHEN 'suspended' THEN '医保协议处于中止期间'
    WHEN 'lapsed' THEN '医保协议到期未续签'
    WHEN 'ended' THEN '医保协议已解除'
    WHEN 'none' THEN '尚未签订医保协议'
    WHEN 'licence_void' THEN '许可证照已注销、吊销或失效'
    ELSE '重要变更未按期报告'
  END AS state_zh
FROM judged AS j
WHERE NOT coalesce(days_between(j.from_date, j.renewed_on) <= param('renew_grace', j.occurred_on, j.admdvs), FALSE)
