/*---
code: RXD-009
version: 1
title: 中药饮片超大处方、超量上传
status: active
behaviour: over_quantity
severity: 2
subject: fee
grain: [mdtrt_id, rx_key, svc_date]
amount: share
scenes: [IP, OP, PH]
stages: [1, 2, 3]
law: [735-38-2]
params:
  max_pieces: {type: integer, default: 25, unit: 味, source: 无官方数值，可按统筹区配置}
  max_g: {type: integer, default: 300, unit: 克/剂, source: 无官方数值，可按统筹区配置}
  max_doses: {type: integer, default: 14, unit: 剂, source: 无官方数值，可按统筹区配置}
  factor: {type: decimal, default: 2, unit: 倍, source: 无官方数值，可按统筹区配置；单味超过药典上限的倍数}
  usual_days: {type: integer, default: 365, unit: 日, source: 无官方数值，可按统筹区配置；与该机构截至当月末多少日内的处方比较}
  usual_n: {type: integer, default: 30, unit: 张, source: 无官方数值，可按统筹区配置；比较至少要有的其他处方数}
  usual_times: {type: integer, default: 10, unit: 倍, source: 无官方数值，可按统筹区配置；总量超过中位数的倍数}
message: "{svc_date} 饮片处方 {measure_text}，超出部分 {checkout_amt} 元。"
verify: 核对纸质处方、调剂称重和患者实得饮片；总量异常的核对上传单位。
defence: 膏方、丸散制剂；名老中医处方已备案；单位换算有误。
known_gaps: 单位不是克、千克的饮片不折算克数；没有剂数的不作每剂判断；药典上限只列毒性、峻烈和用量敏感的饮片。
evidence: [n_pieces, max_pieces, doses, max_doses, grams_per_dose, max_g, piece, piece_dose, piece_max, total_cnt, median_cnt, nat_rule, kp_ref]
cases:
  - name: 一张处方 42 味、每剂 610 克
    given:
      fee_list_d:
        - {med_list_codg: "T1000000<n>", medins_list_name: 茯苓, cnt: 87.1429, cnt_unt: g, pric: 0.1, rx_drord_no: R1, tcm_doses: 6, repeat: {n: ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31", "32", "33", "34", "35", "36", "37", "38", "39", "40", "41", "42"]}}
    finds:
      - {checkout_amt: 186.06, sev_deg: 2, occurred_on: "2026-03-02", evidence: {branch: [grams, pieces], n_pieces: 42, max_pieces: 25, nat_rule: R2025-76}}
  - name: 24 味、每剂 280 克
    given:
      fee_list_d:
        - {med_list_codg: "T1000000<n>", medins_list_name: 茯苓, cnt: 70, cnt_unt: g, pric: 0.1, rx_drord_no: R1, tcm_doses: 6, repeat: {n: ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "23", "24"]}}
    finds: []
  - name: 每剂恰好 300 克
    given:
      fee_list_d: [{med_list_codg: T100000001, cnt: 2100, cnt_unt: g, pric: 0.1, rx_drord_no: R1, tcm_doses: 7}]
    finds: []
  - name: 每剂 400 克，按超出比例计
    given:
      fee_list_d: [{med_list_codg: T100000001, cnt: 2.8, cnt_unt: 千克, pric: 100, rx_drord_no: R1, tcm_doses: 7}]
    finds: [{checkout_amt: 70.00, checkout_cnt: 2.8, fund_amt: 56.00, sev_deg: 2, evidence: {branch: [grams], grams_per_dose: 400, max_g: 300}}]
  - name: 21 剂，超出 7 剂
    given:
      fee_list_d: [{med_list_codg: T100000001, cnt: 210, cnt_unt: g, pric: 0.1, rx_drord_no: R1, tcm_doses: 21}]
    finds: [{checkout_amt: 7.00, sev_deg: 2, evidence: {branch: [doses], doses: 21, max_doses: 14}}]
  - name: 恰好 14 剂
    given:
      fee_list_d: [{med_list_codg: T100000001, cnt: 210, cnt_unt: g, pric: 0.1, rx_drord_no: R1, tcm_doses: 14}]
    finds: []
  - name: 细辛每剂 9 克，药典上限 3 克的 2 倍为 6 克
    given:
      fee_list_d: [{bkkp_sn: A, med_list_codg: T100000001, medins_list_name: 细辛, cnt: 63, cnt_unt: g, pric: 1, rx_drord_no: R1, tcm_doses: 7}]
    finds: [{checkout_amt: 21.00, sev_deg: 2, bkkp_sns: [A], evidence: {branch: [piece], piece: 细辛, piece_dose: 9, piece_max: 3}}]
  - name: 细辛每剂恰好 6 克
    given:
      fee_list_d: [{med_list_codg: T100000001, medins_list_name: 细辛, cnt: 42, cnt_unt: g, pric: 1, rx_drord_no: R1, tcm_doses: 7}]
    finds: []
  - name: 艾叶同日有中医外治，可作外用
    given:
      fee_list_d:
        - {med_list_codg: T001100003, medins_list_name: 艾叶, cnt: 210, cnt_unt: g, pric: 0.1, rx_drord_no: R1, tcm_doses: 7}
        - {med_list_codg: "004100000010000"}
    finds: []
  - name: 外用饮片全方不查
    given:
      fee_list_d:
        - {med_list_codg: T100000001, cnt: 4200, cnt_unt: g, pric: 0.1, rx_drord_no: R1, tcm_doses: 7}
        - {med_list_codg: "004100000010000"}
    finds: []
  - name: 没有剂数，不作每剂判断
    given:
      fee_list_d: [{med_list_codg: T100000001, medins_list_name: 细辛, cnt: 630, cnt_unt: g, pric: 0.1, rx_drord_no: R1}]
    finds: []
  - name: 单位不是重量，不作每剂判断
    given:
      fee_list_d: [{med_list_codg: T100000001, medins_list_name: 细辛, cnt: 630, cnt_unt: 包, pric: 0.1, rx_drord_no: R1, tcm_doses: 7}]
    finds: []
  - name: 退费后每剂不超
    given:
      fee_list_d:
        - {bkkp_sn: A, med_list_codg: T100000001, medins_list_name: 细辛, cnt: 63, cnt_unt: g, pric: 1, rx_drord_no: R1, tcm_doses: 7}
        - {bkkp_sn: B, med_list_codg: T100000001, medins_list_name: 细辛, cnt: -21, cnt_unt: g, pric: 1, init_feedetl_sn: A}
    finds: []
  - name: 总量为该机构中位数的 20 倍，疑为单位错误或超量上传
    given:
      fee_list_d:
        - {mdtrt_id: "E<n>", psn_no: "P<n>", med_list_codg: T100000001, cnt: 100, pric: 0.1, rx_drord_no: "R<n>", fee_ocur_time: "2026-02-02 10:00:00", repeat: {n: 30}}
        - {mdtrt_id: X, med_list_codg: T100000001, cnt: 2000, pric: 0.1, rx_drord_no: RX, fee_ocur_time: "2026-03-02 10:00:00"}
    finds: [{checkout_amt: null, sev_deg: 3, occurred_on: "2026-03-02", evidence: {branch: [upload], total_cnt: 2000, median_cnt: 100, nat_rule: R2025-77}}]
  - name: 总量恰好 10 倍
    given:
      fee_list_d:
        - {mdtrt_id: "E<n>", psn_no: "P<n>", med_list_codg: T100000001, cnt: 100, pric: 0.1, rx_drord_no: "R<n>", fee_ocur_time: "2026-02-02 10:00:00", repeat: {n: 30}}
        - {mdtrt_id: X, med_list_codg: T100000001, cnt: 1000, pric: 0.1, rx_drord_no: RX, fee_ocur_time: "2026-03-02 10:00:00"}
    finds: []
  - name: 该机构只有其他处方 29 张，不比较
    given:
      fee_list_d:
        - {mdtrt_id: "E<n>", psn_no: "P<n>", med_list_codg: T100000001, cnt: 100, pric: 0.1, rx_drord_no: "R<n>", fee_ocur_time: "2026-02-02 10:00:00", repeat: {n: 29}}
        - {mdtrt_id: X, med_list_codg: T100000001, cnt: 2000, pric: 0.1, rx_drord_no: RX, fee_ocur_time: "2026-03-02 10:00:00"}
    finds: []
---*/
WITH sheet AS (
  SELECT
    mdtrt_id, rx_key, svc_date, MIN(fixmedins_code) AS fixmedins_code, MIN(admdvs) AS admdvs,
    COUNT(DISTINCT item) AS n_pieces, SUM(cnt) AS total_cnt, MAX(doses) AS doses, bool_or(external) AS external,
    CASE WHEN COUNT(*) = COUNT(optional(grams)) THEN SUM(optional(grams)) END AS total_g
  FROM rx_piece
  WHERE settled
  GROUP BY mdtrt_id, rx_key, svc_date
), large AS (
  SELECT
    s.*,
    param('max_pieces', s.svc_date, s.admdvs) AS max_pieces,
    param('max_g', s.svc_date, s.admdvs) AS max_g,
    param('max_doses', s.svc_date, s.admdvs) AS max_doses
  FROM sheet AS s
  WHERE NOT s.external
), over_limit AS (
  -- The share beyond a limit is excess ÷ size; of several limits the largest share of a line counts.
  SELECT *, 'pieces' AS branch, CAST(n_pieces - max_pieces AS DECIMAL(16,4)) AS excess, CAST(n_pieces AS DECIMAL(16,4)) AS size
  FROM large
  WHERE n_pieces > max_pieces
  UNION ALL
  SELECT *, 'grams' AS branch, CAST(total_g - doses * max_g AS DECIMAL(16,4)) AS excess, total_g AS size
  FROM large
  WHERE doses > 0 AND total_g > doses * max_g
  UNION ALL
  SELECT *, 'doses' AS branch, CAST(doses - max_doses AS DECIMAL(16,4)) AS excess, doses AS size
  FROM large
  WHERE doses > max_doses
), dosed AS (
  SELECT
    p.mdtrt_id, p.rx_key, p.svc_date, p.piece, MAX(p.doses) AS doses, SUM(optional(p.grams)) AS grams, MAX(k.max_g) AS max_g,
    MAX(k.kp_ref) AS kp_ref, MAX(param('factor', p.svc_date, p.admdvs)) AS factor
  FROM rx_piece AS p
  JOIN tcm_dose AS k
    ON k.piece = p.piece AND k.kreg = p.kreg AND p.svc_date >= k.k_from AND p.svc_date < k.k_to
  WHERE p.settled AND optional(p.grams) IS NOT NULL AND p.doses > 0 AND NOT (p.external AND k.ext_ok = 1)
  GROUP BY p.mdtrt_id, p.rx_key, p.svc_date, p.piece
), strong AS (
  SELECT *, CAST(max_g * factor AS DECIMAL(16,4)) AS allowed FROM dosed WHERE grams > max_g * factor * doses
), month AS (
  SELECT
    fixmedins_code, month_of(svc_date) AS month,
    add_days(month_start(add_days(month_start(MIN(svc_date)), 31)), -1) AS month_end,
    MAX(param('usual_days', svc_date, admdvs)) AS usual_days
  FROM sheet
  GROUP BY fixmedins_code, month_of(svc_date)
), usual AS (
  -- One comparison per institution and month: the prescriptions of the days that end with it.
  SELECT m.fixmedins_code, m.month, COUNT(*) AS n, median_of(o.total_cnt) AS median_cnt
  FROM month AS m
  JOIN sheet AS o
    ON o.fixmedins_code = m.fixmedins_code AND days_between(o.svc_date, m.month_end) BETWEEN 0 AND m.usual_days - 1
  GROUP BY m.fixmedins_code, m.month
), upload AS (
  SELECT s.*, u.median_cnt
  FROM sheet AS s
  JOIN usual AS u ON u.fixmedins_code = s.fixmedins_code AND u.month = month_of(s.svc_date)
  WHERE u.n > param('usual_n', s.svc_date, s.admdvs)
    AND s.total_cnt > param('usual_times', s.svc_date, s.admdvs) * u.median_cnt
)
SELECT
  p.bkkp_sn, p.mdtrt_id, p.setl_id, p.psn_no, p.fixmedins_code, p.svc_date, p.item, p.item_name, p.cnt, p.pric, p.gross,
  p.amt, p.rx_key, o.branch, o.n_pieces, o.max_pieces, o.doses, o.max_doses,
  CAST(ratio(o.total_g, o.doses) AS DECIMAL(16,4)) AS grams_per_dose, o.max_g, CAST(NULL AS VARCHAR) AS piece,
  CAST(NULL AS DECIMAL(16,4)) AS piece_dose, CAST(NULL AS DECIMAL(16,4)) AS piece_max, o.total_cnt,
  CAST(NULL AS DOUBLE) AS median_cnt, CAST(NULL AS VARCHAR) AS kp_ref, 'R2025-76' AS nat_rule, 2 AS sev_deg,
  CASE o.branch
    WHEN 'pieces' THEN CAST(o.n_pieces AS VARCHAR) || ' 味，限 ' || CAST(o.max_pieces AS VARCHAR) || ' 味'
    WHEN 'grams' THEN '每剂 ' || CAST(CAST(ratio(o.total_g, o.doses) AS DECIMAL(16,1)) AS VARCHAR) || ' 克，限 '
      || CAST(o.max_g AS VARCHAR) || ' 克'
    ELSE CAST(CAST(o.doses AS DECIMAL(16,1)) AS VARCHAR) || ' 剂，限 ' || CAST(o.max_doses AS VARCHAR) || ' 剂'
  END AS measure_text,
  prorate(p.amt, o.excess, o.size) AS hit_amt
FROM rx_piece AS p
JOIN over_limit AS o ON o.mdtrt_id = p.mdtrt_id AND o.rx_key = p.rx_key AND o.svc_date = p.svc_date
WHERE p.settled AND p.amt > 0
UNION ALL
SELECT
  p.bkkp_sn, p.mdtrt_id, p.setl_id, p.psn_no, p.fixmedins_code, p.svc_date, p.item, p.item_name, p.cnt, p.pric, p.gross,
  p.amt, p.rx_key, 'piece' AS branch, CAST(NULL AS BIGINT) AS n_pieces, CAST(NULL AS BIGINT) AS max_pieces, s.doses,
  CAST(NULL AS BIGINT) AS max_doses, CAST(NULL AS DECIMAL(16,4)) AS grams_per_dose, CAST(NULL AS BIGINT) AS max_g, s.piece,
  CAST(ratio(s.grams, s.doses) AS DECIMAL(16,4)) AS piece_dose, s.max_g AS piece_max,
  CAST(NULL AS DECIMAL(16,4)) AS total_cnt, CAST(NULL AS DOUBLE) AS median_cnt, s.kp_ref, 'R2025-76' AS nat_rule,
  2 AS sev_deg,
  s.piece || ' 每剂 ' || CAST(CAST(ratio(s.grams, s.doses) AS DECIMAL(16,2)) AS VARCHAR) || ' 克，药典上限 '
    || CAST(CAST(s.max_g AS DECIMAL(16,2)) AS VARCHAR) || ' 克' AS measure_text,
  prorate(p.amt, s.grams - s.allowed * s.doses, s.grams) AS hit_amt
FROM rx_piece AS p
JOIN strong AS s ON s.mdtrt_id = p.mdtrt_id AND s.rx_key = p.rx_key AND s.svc_date = p.svc_date AND s.piece = p.piece
WHERE p.settled AND p.amt > 0 AND optional(p.grams) IS NOT NULL
UNION ALL
SELECT
  p.bkkp_sn, p.mdtrt_id, p.setl_id, p.psn_no, p.fixmedins_code, p.svc_date, p.item, p.item_name, p.cnt, p.pric, p.gross,
  p.amt, p.rx_key, 'upload' AS branch, s.n_pieces, CAST(NULL AS BIGINT) AS max_pieces, s.doses,
  CAST(NULL AS BIGINT) AS max_doses, CAST(NULL AS DECIMAL(16,4)) AS grams_per_dose, CAST(NULL AS BIGINT) AS max_g,
  CAST(NULL AS VARCHAR) AS piece, CAST(NULL AS DECIMAL(16,4)) AS piece_dose, CAST(NULL AS DECIMAL(16,4)) AS piece_max,
  s.total_cnt, s.median_cnt, CAST(NULL AS VARCHAR) AS kp_ref, 'R2025-77' AS nat_rule, 3 AS sev_deg,
  '总量 ' || CAST(CAST(s.total_cnt AS DECIMAL(16,0)) AS VARCHAR) || '，为该机构处方中位数 '
    || CAST(CAST(s.median_cnt AS DECIMAL(16,0)) AS VARCHAR) || ' 的 '
    || CAST(param('usual_times', s.svc_date, s.admdvs) AS VARCHAR) || ' 倍以上' AS measure_text,
  CAST(NULL AS DECIMAL(16,2)) AS hit_amt
FROM rx_piece AS p
JOIN upload AS s ON s.mdtrt_id = p.mdtrt_id AND s.rx_key = p.rx_key AND s.svc_date = p.svc_date
WHERE p.settled AND p.amt > 0
