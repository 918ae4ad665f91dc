/*---
code: LMT-012
version: 1
title: 超限定报销总额
status: active
national_code: [GZ10000102015000, GZ10000103003000]
behaviour: out_of_scope
severity: 1
subject: person
grain: [psn_no, cap_group, period]
amount: share
scenes: [IP, OP, PH, NET]
stages: [1, 2, 3]
law: [735-38-6]
message: "{period_text}“{cap_group}”基金累计支付 {paid_total} 元，上限 {cap_text} 元，超出 {fund_amt} 元。"
verify: 核对当年手工报销和异地零星报销，按时间顺序复算累计支付。
defence: 部分费用已由手工报销退回；上限年度的起止与自然年不同。
known_gaps: 上限由参保地导入；按自然年累计；同一人有两个人员编号的不能合并；终身累计只看到数据期内的支付。
evidence: [cap_group, per, cap_text, paid_total, crossed_on, insu_admdvs, kp_ref]
cases:
  - name: 上限 8000 元，基金支付 8200 元
    given:
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: "003105000010000", cnt: 1, pric: 5000, fee_ocur_time: "2026-02-02 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: "003105000010000", cnt: 1, pric: 5250, fee_ocur_time: "2026-03-02 10:00:00"}
    knowledge: &cap
      reimb_cap: [{group_id: 种植牙, item_code: "003105", match: ^, per: year, cap_amt: 8000}]
    finds:
      - {checkout_amt: 250.00, fund_amt: 200.00, sev_deg: 1, occurred_on: "2026-03-02", bkkp_sns: [B], national_code: GZ10000102015000, evidence: {paid_total: 8200, crossed_on: "2026-03-02"}}
  - name: 发生费用 8200 元，基金支付 6560 元
    given:
      fee_list_d: [{med_list_codg: "003105000010000", cnt: 1, pric: 8200}]
    knowledge: *cap
    finds: []
  - name: 恰好支付 8000 元
    given:
      fee_list_d: [{med_list_codg: "003105000010000", cnt: 1, pric: 10000}]
    knowledge: *cap
    finds: []
  - name: 支付 8000.01 元，误差 0.01 元以内不计
    given:
      fee_list_d: [{med_list_codg: "003105000010000", cnt: 1, pric: 10000.01}]
    knowledge: *cap
    finds: []
  - name: 跨年分别计算
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "003105000010000", cnt: 1, pric: 6000, fee_ocur_time: "2025-12-02 10:00:00"}
        - {mdtrt_id: E2, med_list_codg: "003105000010000", cnt: 1, pric: 6000, fee_ocur_time: "2026-03-02 10:00:00"}
    knowledge: *cap
    finds: []
  - name: 两家机构、两个项目合并计算，超出后的明细全部计入
    given:
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, fixmedins_code: H1, med_list_codg: "003105000010000", cnt: 1, pric: 10000, fee_ocur_time: "2026-01-02 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, fixmedins_code: H2, med_list_codg: "003105000020000", cnt: 1, pric: 100, fee_ocur_time: "2026-02-02 10:00:00"}
        - {mdtrt_id: E3, bkkp_sn: C, fixmedins_code: H2, med_list_codg: "003105000010000", cnt: 1, pric: 50, fee_ocur_time: "2026-03-02 10:00:00"}
    knowledge: *cap
    finds: [{checkout_amt: 150.00, fund_amt: 120.00, bkkp_sns: [B, C], occurred_on: "2026-03-02"}]
  - name: 每次就诊的上限，耗材
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: C0199900000000000001, cnt: 1, pric: 900, fee_ocur_time: "2026-03-01 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: C0199900000000000001, cnt: 1, pric: 1100, fee_ocur_time: "2026-03-02 10:00:00"}
    knowledge:
      reimb_cap: [{group_id: 镜片, item_code: C01999, match: ^, per: encounter, cap_amt: 800}]
    finds: [{checkout_amt: 100.00, fund_amt: 80.00, bkkp_sns: [B], national_code: GZ10000103003000}]
  - name: 终身上限，数据起始之前看不到，降为轻度可疑
    given:
      fee_list_d: [{med_list_codg: "003105000010000", cnt: 1, pric: 2000}]
    knowledge:
      reimb_cap: [{group_id: 种植牙, item_code: "003105", match: ^, per: life, cap_amt: 800}]
    finds: [{checkout_amt: 1000.00, fund_amt: 800.00, sev_deg: 3, evidence: {soft: [censored]}}]
  - name: 结算没有基金支付
    given:
      fee_list_d: [{med_list_codg: "003105000010000", cnt: 1, pric: 20000}]
      setl_d: [{fund_pay_sumamt: 0}]
    knowledge: *cap
    finds: []
  - name: 结算没有登记基金支付，不作判断
    given:
      fee_list_d: [{med_list_codg: "003105000010000", cnt: 1, pric: 20000}]
      setl_d: [{fund_pay_sumamt: null}]
    knowledge: *cap
    finds: []
  - name: 退费后不超上限
    given:
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "003105000010000", cnt: 1, pric: 10000, fee_ocur_time: "2026-01-02 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: "003105000010000", cnt: 1, pric: 500, fee_ocur_time: "2026-02-02 10:00:00"}
        - {mdtrt_id: E2, bkkp_sn: C, med_list_codg: "003105000010000", cnt: -1, pric: 500, init_feedetl_sn: B, fee_ocur_time: "2026-02-03 10:00:00"}
    knowledge: *cap
    finds: []
---*/
WITH capped AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.insu_admdvs, f.fee_ocur_time, f.svc_date,
    f.item, f.item_name, f.cnt, f.pric, f.gross, f.amt, f.kind
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.item IN (SELECT item_code FROM reimb_cap)
), paid AS (
  SELECT
    c.*, k.group_id AS cap_group, k.cap_amt AS fund_cap, k.per, k.kp_ref, k.rule_code, k.sev,
    CASE
      WHEN k.edition = 'unverified' THEN 'unverified'
      WHEN days_between(k.begndate, c.svc_date) <= 30 THEN 'transition'
    END AS doubt,
    CASE k.per WHEN 'encounter' THEN c.mdtrt_id WHEN 'life' THEN 'life' ELSE CAST(year_of(c.svc_date) AS VARCHAR) END AS period,
    prorate(c.amt, LEAST(GREATEST(s.fund, 0), s.inscp), s.inscp) AS fund_paid
  FROM capped AS c
  JOIN setl_net AS s ON s.setl_id = c.setl_id AND s.inscp > 0 AND s.fund > 0
  LEFT JOIN region_class AS r ON r.admdvs = c.insu_admdvs
  JOIN reimb_cap AS k
    ON k.item_code = c.item AND k.kreg = COALESCE(r.kreg, 0) AND c.svc_date >= k.k_from AND c.svc_date < k.k_to
), running AS (
  SELECT
    *,
    SUM(fund_paid) OVER (PARTITION BY psn_no, cap_group, per, period) AS paid_total,
    SUM(fund_paid) OVER (
      PARTITION BY psn_no, cap_group, per, period ORDER BY fee_ocur_time, bkkp_sn
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS paid_so_far
  FROM paid
  WHERE fund_paid > 0
), beyond AS (
  SELECT
    *, MIN(svc_date) OVER (PARTITION BY psn_no, cap_group, per, period) AS crossed_on
  FROM running
  WHERE paid_so_far > fund_cap + 0.01
)
SELECT
  b.bkkp_sn, b.mdtrt_id, b.setl_id, b.psn_no, b.fixmedins_code, b.svc_date, b.item, b.item_name, b.cnt, b.pric, b.gross,
  b.amt, b.cap_group, b.per, b.period, b.paid_total, b.crossed_on, b.insu_admdvs, b.kp_ref,
  CAST(b.fund_cap AS DECIMAL(16,2)) AS cap_text,
  CASE b.per WHEN 'encounter' THEN '本次就诊' WHEN 'life' THEN '历次' ELSE b.period || ' 年' END AS period_text,
  prorate(b.amt, LEAST(b.fund_paid, b.paid_so_far - b.fund_cap), b.fund_paid) AS hit_amt,
  COALESCE(b.rule_code, CASE b.kind WHEN 'cons' THEN 'GZ10000103003000' ELSE 'GZ10000102015000' END) AS national_code,
  COALESCE(b.sev, 1) AS sev_deg,
  CASE WHEN b.doubt IS NOT NULL THEN b.doubt WHEN b.per = 'life' THEN 'censored' END AS soft
FROM beyond AS b
