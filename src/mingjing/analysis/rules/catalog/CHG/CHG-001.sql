/*---
code: CHG-001
version: 2
title: 超限定单价收费
status: active
national_code: GZ10000102001000
behaviour: over_price
severity: 1
subject: fee
amount: difference
scenes: [IP, OP]
stages: [2, 3]
law: [735-38-3]
params:
  apply_private: {type: boolean, default: false, source: 非公立医疗机构的服务价格实行市场调节，是否按限价核查可按统筹区配置}
  unit_from: {type: integer, default: 20, unit: 倍, source: 单价达到限价的此倍数时，疑为计价单位不同；无官方数值，可按统筹区配置}
message: "{svc_date} {item_name} 单价 {pric} 元，{cap_source} {limit_price} 元，超出金额 {checkout_amt} 元。"
verify: 核对价格备案、公示牌和收费清单，确认执行的价格文件及开始日期。
defence: 新价格尚未录入系统；或属经批准的特需服务、市场调节价项目。
known_gaps: 特需病房的批准情况不在数据中；药品、耗材的支付上限不是定价上限，不在本规则内。
evidence: [pric, limit_price, cap_source, price_begndate, hosp_group, times, kp_ref]
cases:
  - name: 三级医院 CT 单价 260 元，限价 240 元
    given:
      hilist_lmtpric_d:
        - {hilist_code: "002103000010000", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 240}
        - {hilist_code: "002103000010000", hilist_lmtpric_type: "02", begndate: 2025-01-01, hilist_pric_uplmt_amt: 200}
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "002103000010000", cnt: 2, pric: 260}
    finds:
      - {checkout_amt: 40.00, checkout_cnt: 2, fund_amt: 32.00, sev_deg: 1, occurred_on: "2026-03-02", bkkp_sns: [A], evidence: {limit_price: 240}}
  - name: 单价正好等于限价
    given:
      hilist_lmtpric_d:
        - {hilist_code: "002103000010000", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 240}
      fee_list_d:
        - {med_list_codg: "002103000010000", cnt: 1, pric: 240}
    finds: []
  - name: 超过限价不足半分，属取整
    given:
      hilist_lmtpric_d:
        - {hilist_code: "002103000010000", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 240}
      fee_list_d:
        - {med_list_codg: "002103000010000", cnt: 1, pric: 240.005}
    finds: []
  - name: 退费一件，只计剩余的一件
    given:
      hilist_lmtpric_d:
        - {hilist_code: "002103000010000", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 240}
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "002103000010000", cnt: 2, pric: 260}
        - {bkkp_sn: B, med_list_codg: "002103000010000", cnt: -1, pric: 260, init_feedetl_sn: A}
    finds:
      - {checkout_amt: 20.00, checkout_cnt: 1}
  - name: 全部退费
    given:
      hilist_lmtpric_d:
        - {hilist_code: "002103000010000", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 240}
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: "002103000010000", cnt: 2, pric: 260}
        - {bkkp_sn: B, med_list_codg: "002103000010000", cnt: -2, pric: 260, init_feedetl_sn: A}
    finds: []
  - name: 超出部分由患者全自费，仍属超标准收费，基金没有损失
    given:
      hilist_lmtpric_d:
        - {hilist_code: "002103000010000", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 240}
      fee_list_d:
        - {med_list_codg: "002103000010000", cnt: 1, pric: 260, inscp_amt: 240, overlmt_selfpay: 20}
    finds:
      - {checkout_amt: 20.00, fund_amt: 0.00}
  - name: 本地限价高于各地通用的限价，按本地执行
    given:
      fixmedins_b: [{fixmedins_code: H, hosp_lv: "3", fix_blng_admdvs: "440305"}]
      hilist_lmtpric_d:
        - {hilist_code: "009900000000023", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 240, insu_admdvs: null}
        - {hilist_code: "009900000000023", hilist_lmtpric_type: "03", begndate: 2024-01-01, hilist_pric_uplmt_amt: 270, insu_admdvs: "4403"}
      fee_list_d:
        - {med_list_codg: "009900000000023", cnt: 1, pric: 260}
    finds: []
  - name: 本地限价已停止执行，回到各地通用的限价，两次定价以新的为准
    given:
      hilist_lmtpric_d:
        - {hilist_code: "009900000000024", hilist_lmtpric_type: "03", begndate: 2024-01-01, hilist_pric_uplmt_amt: 255, insu_admdvs: null}
        - {hilist_code: "009900000000024", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 240, insu_admdvs: null}
        - {hilist_code: "009900000000024", hilist_lmtpric_type: "03", begndate: 2024-01-01, enddate: 2026-03-01, hilist_pric_uplmt_amt: 270}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "009900000000024", cnt: 1, pric: 260, fee_ocur_time: "2026-03-01 10:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "009900000000024", cnt: 1, pric: 260, fee_ocur_time: "2026-03-02 10:00:00"}
    finds:
      - {checkout_amt: 20.00, sev_deg: 1, occurred_on: "2026-03-02", bkkp_sns: [B], evidence: {price_begndate: "2025-01-01"}}
  - name: 降价第 30 日仍按旧价收费，属过渡期，降为轻度可疑
    given:
      hilist_lmtpric_d:
        - {hilist_code: "002103000010000", hilist_lmtpric_type: "03", begndate: 2026-01-31, hilist_pric_uplmt_amt: 240}
      fee_list_d:
        - {med_list_codg: "002103000010000", cnt: 1, pric: 260}
    finds:
      - {checkout_amt: 20.00, sev_deg: 3, evidence: {soft: [transition]}}
  - name: 限价在收费前一日停止执行，之后没有限价
    given:
      hilist_lmtpric_d:
        - {hilist_code: "002103000010000", hilist_lmtpric_type: "03", begndate: 2025-01-01, enddate: 2026-03-01, hilist_pric_uplmt_amt: 240}
      fee_list_d:
        - {med_list_codg: "002103000010000", cnt: 1, pric: 260}
    finds: []
  - name: 目录没有限价行，按明细所报的定价上限
    given:
      fee_list_d:
        - {med_list_codg: "002103000010000", cnt: 1, pric: 260, pric_uplmt_amt: 250}
    finds:
      - {checkout_amt: 10.00, evidence: {cap_source: 明细所报定价上限}}
  - name: 目录写明市场调节价（限价为零），不按明细所报的上限
    given:
      hilist_lmtpric_d:
        - {hilist_code: "002103000010000", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 0}
      fee_list_d:
        - {med_list_codg: "002103000010000", cnt: 1, pric: 260, pric_uplmt_amt: 250}
    finds: []
  - name: 医院等级没有登记，不作判断
    given:
      fixmedins_b: [{fixmedins_code: H, hosp_lv: null}]
      hilist_lmtpric_d:
        - {hilist_code: "002103000010000", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 240}
      fee_list_d:
        - {med_list_codg: "002103000010000", cnt: 1, pric: 260}
    finds: []
  - name: 民营医院实行市场调节价
    given:
      fixmedins_b: [{fixmedins_code: H, hosp_lv: "3", medins_natu: "2"}]
      hilist_lmtpric_d:
        - {hilist_code: "002103000010000", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 240}
      fee_list_d:
        - {med_list_codg: "002103000010000", cnt: 1, pric: 260}
    finds: []
  - name: 单价是限价的二十倍，疑为计价单位不同，降为轻度可疑
    given:
      hilist_lmtpric_d:
        - {hilist_code: "002103000010000", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 13}
      fee_list_d:
        - {med_list_codg: "002103000010000", cnt: 1, pric: 260}
    finds:
      - {checkout_amt: 247.00, sev_deg: 3, evidence: {soft: [unit]}}
---*/
WITH dear AS (
  SELECT
    f.*,
    COALESCE(p.cap, optional(f.pric_uplmt_amt)) AS limit_price,
    CASE WHEN p.item_code IS NULL THEN '明细所报定价上限' ELSE '限价' END AS cap_source,
    p.begndate AS price_begndate, p.kp_ref
  FROM fee_net AS f
  JOIN price_area AS a ON a.admdvs = f.admdvs
  LEFT JOIN price_cap AS p
    ON p.item_code = f.item AND p.hosp_group = f.hosp_group AND p.area = a.area
    AND f.svc_date >= p.k_from AND f.svc_date < p.k_to
  WHERE f.in_scope AND f.settled AND f.gross > 0 AND f.scene IN ('IP', 'OP') AND f.kind = 'service'
    AND f.hosp_group IS NOT NULL
    AND (
      f.pric > p.cap + 0.005
      OR (p.item_code IS NULL AND optional(f.pric_uplmt_amt) > 0 AND f.pric > optional(f.pric_uplmt_amt) + 0.005)
    )
    AND (COALESCE(optional(f.medins_natu), '1') <> '2' OR param('apply_private', f.svc_date, f.admdvs))
)
SELECT
  d.*,
  ratio(d.pric, d.limit_price) AS times,
  CASE
    WHEN d.pric >= d.limit_price * param('unit_from', d.svc_date, d.admdvs) THEN 'unit'
    WHEN days_between(d.price_begndate, d.svc_date) <= 30 THEN 'transition'
  END AS soft
FROM dear AS d
