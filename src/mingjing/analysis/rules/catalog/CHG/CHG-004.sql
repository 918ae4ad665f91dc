/*---
code: CHG-004
version: 1
title: 医疗服务项目分解收费
status: active
national_code: GZ10000102013000
behaviour: split_charge
severity: 1
subject: fee
grain: [mdtrt_id, split_id, svc_date, session]
amount: share
scenes: [IP, OP]
stages: [2, 3]
law: [735-38-3]
params:
  session_hours: {type: integer, default: 6, unit: 小时, source: 相隔达到此时长的，视为另一次检查；无官方数值，可按统筹区配置}
  look_days: {type: integer, default: 365, unit: 日, source: 本机构此前多少日内收过整体项目；无官方数值，可按统筹区配置}
message: "{svc_date} {split_id} 拆为 {part_cnt} 项收费合计 {part_amt} 元，整体价格 {whole_price} 元，多收 {checkout_amt} 元。"
verify: 核对检验申请单、报告单和仪器记录，确认各项是否为同一标本、同一次检查。
defence: 各项为不同标本，或因结果异常复查。
known_gaps: 没有整体项目的限价时不计金额；标本不在数据中，只有写明须同一申请单的组按处方（申请单）号区分。
evidence: [parts, part_cnt, min_parts, part_amt, whole_price, panel, kp_ref]
cases:
  - name: 凝血四项拆成四项收费 96 元，整体价格 60 元
    given: &panel
      hilist_lmtpric_d: &price
        - {hilist_code: "009900000000040", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 60}
      fee_list_d:
        - {mdtrt_id: E0, psn_no: P0, med_list_codg: "009900000000040", cnt: 1, pric: 60, fee_ocur_time: "2025-12-01 08:00:00"}
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: "009900000000041", cnt: 1, pric: 24, fee_ocur_time: "2026-03-02 08:00:00"}
        - {mdtrt_id: E1, bkkp_sn: B, med_list_codg: "009900000000042", cnt: 1, pric: 24, fee_ocur_time: "2026-03-02 08:00:00"}
        - {mdtrt_id: E1, bkkp_sn: C, med_list_codg: "009900000000043", cnt: 1, pric: 24, fee_ocur_time: "2026-03-02 08:00:00"}
        - {mdtrt_id: E1, bkkp_sn: D, med_list_codg: "009900000000044", cnt: 1, pric: 24, fee_ocur_time: "2026-03-02 08:00:00"}
    knowledge: &panels
      split_group:
        - {group_id: 凝血四项, role: whole, item_code: "009900000000040", min_parts: 4, panel: 1, spec: 1}
        - {group_id: 凝血四项, role: part, item_code: "009900000000041", min_parts: 4, panel: 1, spec: 1}
        - {group_id: 凝血四项, role: part, item_code: "009900000000042", min_parts: 4, panel: 1, spec: 1}
        - {group_id: 凝血四项, role: part, item_code: "009900000000043", min_parts: 4, panel: 1, spec: 1}
        - {group_id: 凝血四项, role: part, item_code: "009900000000044", min_parts: 4, panel: 1, spec: 1}
    finds:
      - {checkout_amt: 36.00, checkout_cnt: 4, fund_amt: 28.80, sev_deg: 1, occurred_on: "2026-03-02", bkkp_sns: [A, B, C, D]}
  - name: 第四项凝血酶原时间在晚上复查，相隔正好六小时
    given:
      hilist_lmtpric_d: *price
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "009900000000041", cnt: 1, pric: 24, fee_ocur_time: "2026-03-02 14:00:00"}
        - {mdtrt_id: E1, med_list_codg: "009900000000042", cnt: 1, pric: 24, fee_ocur_time: "2026-03-02 08:00:00"}
        - {mdtrt_id: E1, med_list_codg: "009900000000043", cnt: 1, pric: 24, fee_ocur_time: "2026-03-02 08:00:00"}
        - {mdtrt_id: E1, med_list_codg: "009900000000044", cnt: 1, pric: 24, fee_ocur_time: "2026-03-02 08:00:00"}
    knowledge: *panels
    finds: []
  - name: 只做了三项
    given:
      hilist_lmtpric_d: *price
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "009900000000041", cnt: 3, pric: 24}
        - {mdtrt_id: E1, med_list_codg: "009900000000042", cnt: 1, pric: 24}
        - {mdtrt_id: E1, med_list_codg: "009900000000043", cnt: 1, pric: 24}
    knowledge: *panels
    finds: []
  - name: 四项中一项已退费
    given:
      hilist_lmtpric_d: *price
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: "009900000000041", cnt: 1, pric: 24}
        - {mdtrt_id: E1, med_list_codg: "009900000000042", cnt: 1, pric: 24}
        - {mdtrt_id: E1, med_list_codg: "009900000000043", cnt: 1, pric: 24}
        - {mdtrt_id: E1, med_list_codg: "009900000000044", cnt: 1, pric: 24}
        - {mdtrt_id: E1, med_list_codg: "009900000000041", cnt: -1, pric: 24, init_feedetl_sn: A}
    knowledge: *panels
    finds: []
  - name: 四项合计正好等于整体价格
    given:
      hilist_lmtpric_d: *price
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "009900000000041", cnt: 1, pric: 15}
        - {mdtrt_id: E1, med_list_codg: "009900000000042", cnt: 1, pric: 15}
        - {mdtrt_id: E1, med_list_codg: "009900000000043", cnt: 1, pric: 15}
        - {mdtrt_id: E1, med_list_codg: "009900000000044", cnt: 1, pric: 15}
    knowledge: *panels
    finds: []
  - name: 同日另收了整体项目，属重复而不是分解
    given:
      hilist_lmtpric_d: *price
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "009900000000040", cnt: 1, pric: 60}
        - {mdtrt_id: E1, med_list_codg: "009900000000041", cnt: 1, pric: 24}
        - {mdtrt_id: E1, med_list_codg: "009900000000042", cnt: 1, pric: 24}
        - {mdtrt_id: E1, med_list_codg: "009900000000043", cnt: 1, pric: 24}
        - {mdtrt_id: E1, med_list_codg: "009900000000044", cnt: 1, pric: 24}
    knowledge: *panels
    finds: []
  - name: 须同一标本的组，申请单号不同
    given:
      hilist_lmtpric_d: *price
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: "009900000000041", cnt: 1, pric: 24, rx_drord_no: R1}
        - {mdtrt_id: E1, med_list_codg: "009900000000042", cnt: 1, pric: 24, rx_drord_no: R1}
        - {mdtrt_id: E1, med_list_codg: "009900000000043", cnt: 1, pric: 24, rx_drord_no: R2}
        - {mdtrt_id: E1, med_list_codg: "009900000000044", cnt: 1, pric: 24, rx_drord_no: R2}
    knowledge: *panels
    finds: []
  - name: 本机构十二个月内没有收过整体项目，降为高度可疑；一项部分自费，金额不超过符合范围的合计
    given:
      hilist_lmtpric_d: *price
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: "009900000000041", cnt: 1, pric: 24, inscp_amt: 4}
        - {mdtrt_id: E1, bkkp_sn: B, med_list_codg: "009900000000042", cnt: 1, pric: 24, inscp_amt: 4}
        - {mdtrt_id: E1, bkkp_sn: C, med_list_codg: "009900000000043", cnt: 1, pric: 24, inscp_amt: 4}
        - {mdtrt_id: E1, bkkp_sn: D, med_list_codg: "009900000000044", cnt: 1, pric: 24, inscp_amt: 4}
    knowledge: *panels
    finds:
      - {checkout_amt: 16.00, sev_deg: 2}
  - name: 整体项目没有限价，只列为轻度可疑，不计金额
    given:
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: "009900000000041", cnt: 1, pric: 24, fee_ocur_time: "2026-03-02 00:00:00"}
        - {mdtrt_id: E1, bkkp_sn: B, med_list_codg: "009900000000042", cnt: 1, pric: 24, fee_ocur_time: "2026-03-02 08:00:00"}
        - {mdtrt_id: E1, bkkp_sn: C, med_list_codg: "009900000000043", cnt: 1, pric: 24, fee_ocur_time: "2026-03-02 00:00:00"}
        - {mdtrt_id: E1, bkkp_sn: D, med_list_codg: "009900000000044", cnt: 1, pric: 24, fee_ocur_time: "2026-03-02 15:00:00"}
    knowledge: *panels
    finds:
      - {checkout_amt: null, fund_amt: null, amount_basis: none, sev_deg: 3, evidence: {soft: [no_price], part_amt: 96.00}}
  - name: 血液透析滤过拆成血液透析和血液滤过收费
    given:
      hilist_lmtpric_d:
        - {hilist_code: "003110000080000", hilist_lmtpric_type: "03", begndate: 2025-01-01, hilist_pric_uplmt_amt: 650}
      fee_list_d:
        - {mdtrt_id: E0, psn_no: P0, med_list_codg: "003110000080000", cnt: 1, pric: 650, fee_ocur_time: "2026-03-01 08:00:00"}
        - {mdtrt_id: E1, bkkp_sn: A, med_list_codg: "003110000060000", cnt: 1, pric: 400}
        - {mdtrt_id: E1, bkkp_sn: B, med_list_codg: "003110000070000", cnt: 1, pric: 500}
    finds:
      - {checkout_amt: 250.00, sev_deg: 1, bkkp_sns: [A, B], evidence: {kp_ref: PL65}}
---*/
WITH listed AS (
  SELECT
    f.*, k.group_id AS split_id, k.role, k.min_parts, k.panel, k.kp_ref, k_soft(k, f) AS doubt,
    -- Parts of another specimen were ordered on another form.
    CASE WHEN k.spec = 1 THEN COALESCE(optional(f.rx_no), '') ELSE '' END AS form
  FROM fee_net AS f
  JOIN split_group AS k ON k_match(k, f)
  WHERE f.in_scope AND f.settled AND f.scene IN ('IP', 'OP') AND f.kind = 'service'
    AND (k.rule_code IS NULL OR k.rule_code = 'GZ10000102013000')
), followed AS (
  SELECT
    p.*,
    LAG(p.fee_ocur_time) OVER (
      PARTITION BY p.mdtrt_id, p.split_id, p.svc_date, p.form ORDER BY p.fee_ocur_time, p.bkkp_sn
    ) AS before_ts
  FROM listed AS p
  LEFT JOIN listed AS w
    ON w.role = 'whole' AND w.mdtrt_id = p.mdtrt_id AND w.split_id = p.split_id AND w.svc_date = p.svc_date
  WHERE p.role = 'part' AND p.amt > 0 AND w.mdtrt_id IS NULL
), clocked AS (
  SELECT mdtrt_id, split_id, svc_date, form, bool_and(has_time) AS all_timed
  FROM followed
  GROUP BY mdtrt_id, split_id, svc_date, form
), part AS (
  -- A new session begins where hours lie between; lines without a clock cannot be told apart.
  SELECT
    p.*,
    p.form || '#' || CAST(
      SUM(
        CASE
          WHEN c.all_timed
            AND seconds_between(p.before_ts, p.fee_ocur_time) >= param('session_hours', p.svc_date, p.admdvs) * 3600
          THEN 1
          ELSE 0
        END
      ) OVER (
        PARTITION BY p.mdtrt_id, p.split_id, p.svc_date, p.form ORDER BY p.fee_ocur_time, p.bkkp_sn
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS VARCHAR
    ) AS session
  FROM followed AS p
  JOIN clocked AS c
    ON c.mdtrt_id = p.mdtrt_id AND c.split_id = p.split_id AND c.svc_date = p.svc_date AND c.form = p.form
), whole_item AS (
  SELECT DISTINCT group_id, item_code, kreg, k_from, k_to FROM split_group WHERE role = 'whole'
), split AS (
  SELECT
    p.mdtrt_id, p.split_id, p.svc_date, p.session,
    MIN(p.fixmedins_code) AS fixmedins_code, MIN(p.admdvs) AS admdvs, MIN(p.hosp_group) AS hosp_group,
    MIN(p.kreg) AS kreg,
    COUNT(DISTINCT p.item) AS part_cnt, joined(p.item_name) AS parts,
    CAST(SUM(p.gross) AS DECIMAL(16,2)) AS part_amt, CAST(SUM(p.amt) AS DECIMAL(16,2)) AS part_inscp
  FROM part AS p
  GROUP BY p.mdtrt_id, p.split_id, p.svc_date, p.session
  HAVING COUNT(DISTINCT p.item) >= MIN(p.min_parts)
), known AS (
  -- Of several whole items the dearest is the yardstick.
  SELECT s.mdtrt_id, s.split_id, s.svc_date, s.session, CAST(MAX(c.cap) AS DECIMAL(16,2)) AS whole_price
  FROM split AS s
  JOIN whole_item AS k
    ON k.group_id = s.split_id AND k.kreg = s.kreg AND s.svc_date >= k.k_from AND s.svc_date < k.k_to
  LEFT JOIN price_area AS a ON a.admdvs = s.admdvs
  LEFT JOIN price_cap AS c
    ON c.item_code = k.item_code AND c.hosp_group = s.hosp_group AND c.area = a.area
    AND s.svc_date >= c.k_from AND s.svc_date < c.k_to
  GROUP BY s.mdtrt_id, s.split_id, s.svc_date, s.session
), used AS (
  SELECT DISTINCT s.mdtrt_id, s.split_id, s.svc_date, s.session
  FROM split AS s
  JOIN listed AS w
    ON w.role = 'whole' AND w.split_id = s.split_id AND w.fixmedins_code = s.fixmedins_code
    AND days_between(w.svc_date, s.svc_date) BETWEEN 1 AND param('look_days', s.svc_date, s.admdvs)
), priced AS (
  SELECT
    p.*, s.part_cnt, s.parts, s.part_amt, k.whole_price,
    LEAST(CAST(s.part_amt - k.whole_price AS DECIMAL(16,2)), s.part_inscp) AS over_amt,
    u.mdtrt_id IS NOT NULL AS whole_used,
    CAST(
      SUM(p.gross) OVER (
        PARTITION BY p.mdtrt_id, p.split_id, p.svc_date, p.session ORDER BY p.bkkp_sn
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ) AS DECIMAL(16,2)
    ) AS upto
  FROM part AS p
  JOIN split AS s
    ON s.mdtrt_id = p.mdtrt_id AND s.split_id = p.split_id AND s.svc_date = p.svc_date AND s.session = p.session
  LEFT JOIN known AS k
    ON k.mdtrt_id = p.mdtrt_id AND k.split_id = p.split_id AND k.svc_date = p.svc_date AND k.session = p.session
  LEFT JOIN used AS u
    ON u.mdtrt_id = p.mdtrt_id AND u.split_id = p.split_id AND u.svc_date = p.svc_date AND u.session = p.session
)
SELECT
  p.*,
  -- Differences of the running total, so that the lines add up to the excess to the fen.
  CASE
    WHEN p.whole_price IS NOT NULL
    THEN prorate(p.over_amt, p.upto, p.part_amt) - prorate(p.over_amt, p.upto - p.gross, p.part_amt)
  END AS hit_amt,
  CASE WHEN p.whole_used THEN 1 ELSE 2 END AS sev_deg,
  CASE WHEN p.whole_price IS NULL THEN 'no_price' ELSE p.doubt END AS soft
FROM priced AS p
WHERE p.whole_price IS NULL OR p.part_amt > p.whole_price
