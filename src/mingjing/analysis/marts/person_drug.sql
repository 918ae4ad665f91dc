/*---
mart: person_drug
title: 个人购药与手头存量
grain: [psn_no, unit_equal, svc_date, fixmedins_code]
doc: >-
  Insured drugs (list types 101 and 104, amt > 0, settled) that a person bought outside stays, per drug, date and
  institution. days are those of the lines (supply); a quantity without days counts by what is usual of that drug in a
  month (drug_usual), and days_src is then 'usual'. stock is what was left at home of the ingredient, in days, when the
  purchase was made: with c the days bought before less the days gone by since the first purchase, stock = c - the
  least c so far (equal to max(0, stock + days - gap) purchase after purchase). Purchases of one date count together.
  A purchase whose days are unknown adds nothing.
columns:
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [fee_list_d.psn_no]}
  ingredient: {type: VARCHAR, zh: 成分, needs: [fee_list_d.med_list_codg]}
  unit_equal: {type: VARCHAR, zh: 同通用名同剂型规格的键, needs: [fee_list_d.med_list_codg]}
  svc_date: {type: DATE, zh: 购药日期, needs: [fee_list_d.fee_ocur_time]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [fee_list_d.fixmedins_code]}
  inst_key: {type: VARCHAR, zh: 同一机构的键, needs: [fee_list_d.fixmedins_code]}
  admdvs: {type: VARCHAR, zh: 机构归属医保区划, needs: [fixmedins_b.fix_blng_admdvs]}
  city4: {type: VARCHAR, zh: 机构归属地市, needs: [fixmedins_b.fix_blng_admdvs]}
  kreg: {type: BIGINT, zh: 知识地区类, needs: [fixmedins_b.fix_blng_admdvs]}
  dr: {type: VARCHAR, zh: 开单医师, needs: [fee_list_d.bilg_dr_code]}
  chronic: {type: BOOLEAN, zh: 门诊慢特病或异地备案长期用药, needs: [mdtrt_d.med_type]}
  n_line: {type: BIGINT, zh: 明细行数, needs: [fee_list_d.bkkp_sn]}
  cnt: {type: 'DECIMAL(16,4)', zh: 数量, needs: [fee_list_d.cnt]}
  amt: {type: 'DECIMAL(16,2)', zh: 医保范围内金额, needs: [fee_list_d.det_item_fee_sumamt]}
  days: {type: BIGINT, zh: 可用天数（空为不明）, needs: [fee_list_d.cnt]}
  days_src: {type: VARCHAR, zh: 天数来源（prd 处方天数，ddd 日剂量，usual 通常用量）, needs: [fee_list_d.cnt]}
  stock: {type: BIGINT, zh: 购买时该成分的手头存量（天）, needs: [fee_list_d.cnt]}
cases:
  - name: stock grows with early purchases and starts anew after a gap
    given:
      mdtrt_d: [{repeat: {n: 5}, mdtrt_id: "E<n>", fixmedins_code: D}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XZ99ZZS001A001010100001, prd_days: 30, fee_ocur_time: "2025-01-01 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: XZ99ZZS001A001010100001, prd_days: 30, fee_ocur_time: "2025-01-11 09:00:00"}
        - {mdtrt_id: E3, med_list_codg: XZ99ZZS001A001010100002, prd_days: 30, fee_ocur_time: "2025-01-21 09:00:00"}
        - {mdtrt_id: E4, med_list_codg: XZ99ZZS001A001010100001, prd_days: 30, fee_ocur_time: "2025-06-01 09:00:00"}
        - {mdtrt_id: E5, med_list_codg: XZ99ZZS001A001010100001, prd_days: 30, fee_ocur_time: "2025-06-11 09:00:00"}
    gives:
      - {svc_date: 2025-01-01, stock: 0, days: 30, days_src: prd}
      - {svc_date: 2025-01-11, stock: 20}
      - {svc_date: 2025-01-21, stock: 40, unit_equal: XZ99ZZS001A0010101}
      - {svc_date: 2025-06-01, stock: 0}
      - {svc_date: 2025-06-11, stock: 20}
  - name: two shops on one day see the same stock, the day after sees both purchases
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D1}, {mdtrt_id: E2, fixmedins_code: D2}, {mdtrt_id: E3, fixmedins_code: D1, med_type: "1402"}]
      fee_list_d:
        - {mdtrt_id: E1, med_list_codg: XZ99ZZS002A001010100001, prd_days: 30, cnt: 2, fee_ocur_time: "2025-01-01 09:00:00"}
        - {mdtrt_id: E2, med_list_codg: XZ99ZZS002A001010100001, prd_days: 30, fee_ocur_time: "2025-01-01 11:00:00"}
        - {mdtrt_id: E3, med_list_codg: XZ99ZZS002A001010100001, prd_days: 30, fee_ocur_time: "2025-01-02 09:00:00"}
    gives:
      - {fixmedins_code: D1, svc_date: 2025-01-01, stock: 0, cnt: 2, amt: 20.00, chronic: false}
      - {fixmedins_code: D2, svc_date: 2025-01-01, stock: 0}
      - {fixmedins_code: D1, svc_date: 2025-01-02, stock: 59, chronic: true}
  - name: drugs of a stay, herbal pieces, self-paid lines and refunds are no purchases; unknown days add nothing
    given:
      mdtrt_d: [{repeat: {n: 3}, mdtrt_id: "E<n>", fixmedins_code: D}, {mdtrt_id: I1}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: XZ99ZZS003A001010100001, prd_days: 30, dscg_tkdrug_flag: "1", fee_ocur_time: "2025-01-01 09:00:00"}
        - {mdtrt_id: E1, med_list_codg: XZ99ZZS003A001010100001, fee_ocur_time: "2025-01-02 09:00:00"}
        - {mdtrt_id: E2, bkkp_sn: A, med_list_codg: XZ99ZZS003A001010100001, prd_days: 30, cnt: 2, fee_ocur_time: "2025-01-03 09:00:00"}
        - {mdtrt_id: E2, bkkp_sn: B, med_list_codg: XZ99ZZS003A001010100001, cnt: -2, init_feedetl_sn: A, fee_ocur_time: "2025-01-03 09:30:00"}
        - {mdtrt_id: E2, bkkp_sn: C, med_list_codg: T000100001, fee_ocur_time: "2025-01-03 09:00:00"}
        - {mdtrt_id: E3, bkkp_sn: F, med_list_codg: XZ99ZZS003A001010100001, inscp_amt: 0, fee_ocur_time: "2025-01-04 09:00:00"}
    gives: [{svc_date: 2025-01-02, days: null, days_src: null, stock: 0}]
  - name: a quantity without days counts by the usual month
    given:
      mdtrt_d: [{repeat: {p: 5, n: ["01", "02", "03", "04"]}, mdtrt_id: "E<p>-<n>", psn_no: "P<p>", fixmedins_code: D}]
      fee_list_d:
        - {repeat: {p: 5, n: ["01", "02", "03"]}, mdtrt_id: "E<p>-<n>", bkkp_sn: "A<p>-<n>", med_list_codg: XZ99ZZS004A001010100001, cnt: 3, prd_days: 30, fee_ocur_time: "2025-<n>-01 09:00:00"}
        - {repeat: {p: 5, n: ["04"]}, mdtrt_id: "E<p>-<n>", bkkp_sn: "A<p>-<n>", med_list_codg: XZ99ZZS004A001010100001, cnt: 3, fee_ocur_time: "2025-<n>-01 09:00:00"}
    gives:
      - {psn_no: P1, svc_date: 2025-01-01, days: 30, stock: 0, days_src: prd}
      - {psn_no: P1, svc_date: 2025-02-01, stock: 0}
      - {psn_no: P1, svc_date: 2025-03-01, stock: 2}
      - {psn_no: P1, svc_date: 2025-04-01, stock: 1, days: 22, days_src: usual}
      - {psn_no: P2, svc_date: 2025-01-01}
      - {psn_no: P2, svc_date: 2025-02-01}
      - {psn_no: P2, svc_date: 2025-03-01}
      - {psn_no: P2, svc_date: 2025-04-01}
      - {psn_no: P3, svc_date: 2025-01-01}
      - {psn_no: P3, svc_date: 2025-02-01}
      - {psn_no: P3, svc_date: 2025-03-01}
      - {psn_no: P3, svc_date: 2025-04-01}
      - {psn_no: P4, svc_date: 2025-01-01}
      - {psn_no: P4, svc_date: 2025-02-01}
      - {psn_no: P4, svc_date: 2025-03-01}
      - {psn_no: P4, svc_date: 2025-04-01}
      - {psn_no: P5, svc_date: 2025-01-01}
      - {psn_no: P5, svc_date: 2025-02-01}
      - {psn_no: P5, svc_date: 2025-03-01}
      - {psn_no: P5, svc_date: 2025-04-01, days: 22}
---*/
WITH bought AS (
  SELECT
    s.psn_no, s.ingredient, s.unit_equal, s.beg_date AS svc_date, s.fixmedins_code, MIN(s.dr) AS dr,
    bool_or(starts_with(s.med_type, '14') OR s.med_type = '9901') AS chronic,
    COUNT(*) AS n_line, SUM(s.cnt) AS cnt, SUM(s.amt) AS amt, SUM(s.days) AS known_days,
    SUM(CASE WHEN s.days IS NULL THEN s.cnt ELSE 0 END) AS open_cnt,
    bool_or(COALESCE(s.days_src = 'ddd', FALSE)) AS by_ddd
  FROM supply AS s
  WHERE s.scene <> 'IP' AND s.settled AND s.amt > 0
    AND (s.list_type IN ('101', '104') OR (s.list_type IS NULL AND matches(s.item, '^[XZ]')))
  GROUP BY s.psn_no, s.ingredient, s.unit_equal, s.beg_date, s.fixmedins_code
), dosed AS (
  SELECT
    b.psn_no, b.ingredient, b.unit_equal, b.svc_date, b.fixmedins_code, b.dr, b.chronic, b.n_line, b.cnt, b.amt,
    CASE
      WHEN b.open_cnt > 0 AND u.month_cnt > 0 THEN COALESCE(b.known_days, 0) + GREATEST(1, floor_int(ratio(30 * b.open_cnt, u.month_cnt)))
      ELSE b.known_days
    END AS days,
    CASE
      WHEN b.open_cnt > 0 AND u.month_cnt > 0 THEN 'usual'
      WHEN b.by_ddd THEN 'ddd'
      WHEN b.known_days IS NOT NULL THEN 'prd'
    END AS days_src
  FROM bought AS b
  LEFT JOIN drug_usual AS u ON u.unit_equal = b.unit_equal
), queued AS (
  SELECT
    d.*,
    COALESCE(SUM(d.days) OVER (
      PARTITION BY d.psn_no, d.ingredient ORDER BY day_number(d.svc_date) RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0) - (day_number(d.svc_date) - MIN(day_number(d.svc_date)) OVER (PARTITION BY d.psn_no, d.ingredient)) AS c
  FROM dosed AS d
)
SELECT
  q.psn_no, q.ingredient, q.unit_equal, q.svc_date, q.fixmedins_code, i.inst_key, i.admdvs, i.city4, i.kreg, q.dr, q.chronic,
  q.n_line, q.cnt, q.amt, q.days, q.days_src,
  q.c - MIN(q.c) OVER (
    PARTITION BY q.psn_no, q.ingredient ORDER BY day_number(q.svc_date) RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS stock
FROM queued AS q
JOIN inst AS i ON i.fixmedins_code = q.fixmedins_code
