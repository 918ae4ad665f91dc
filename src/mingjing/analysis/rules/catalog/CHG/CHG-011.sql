/*---
code: CHG-011
version: 1
title: 手术、麻醉收费与记录不符
status: active
behaviour: fictitious_item
severity: 2
subject: fee
grain: [stay_id, branch_key]
amount: share
scenes: [IP]
stages: [3]
law: [735-38-3, 735-40-3]
params:
  grace_h: {type: decimal, default: 0.5, unit: 小时, source: 麻醉计费时数超过记录（向上取整）的容许数；无官方数值，可按统筹区配置}
  coverage: {type: decimal, default: 0.5, source: 机构当年有手术费的住院中上传手术记录的最低比例，不足的不评估；无官方数值，可按统筹区配置}
message: "{adm_date} 入院，{item_name} {reason}，金额 {checkout_amt} 元。"
verify: 核对麻醉记录单、手术室登记和手术记录的起止时间、实施人员。
defence: 当次住院另有一台手术；床旁操作；手术记录漏传。
known_gaps: 床旁操作、漏传的手术记录需现场排除；麻醉深度监测没有公开的国家编码，本地没有把它归入 ANES_DEPTH 类时，不查非全麻收麻醉深度监测；没有起止时间的麻醉不判断时长。
evidence: [reason, billed_h, recorded_h, limit_h]
cases:
  - name: 麻醉计费五小时，记录两小时四十分
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", oprn_oprt_begntime: "2026-03-02 09:20:00", anst_dr_code: R1, anst_mtd_code: "1", anst_begntime: "2026-03-02 09:00:00", anst_endtime: "2026-03-02 11:40:00"}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003301000050000", medins_list_name: 全身麻醉, med_chrgitm_type: "05", cnt: 5, pric: 200}
        - {mdtrt_id: I1, med_list_codg: "003310060020000", med_chrgitm_type: "06", cnt: 1, pric: 1200}
    finds:
      - {checkout_amt: 400.00, checkout_cnt: 2, fund_amt: 320.00, sev_deg: 2, occurred_on: "2026-03-02", bkkp_sns: [A], evidence: {branch: [a], billed_h: 5, limit_h: 3}}
  - name: 麻醉计费三小时，记录两小时四十分
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", oprn_oprt_begntime: "2026-03-02 09:20:00", anst_dr_code: R1, anst_mtd_code: "1", anst_begntime: "2026-03-02 09:00:00", anst_endtime: "2026-03-02 11:40:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003301000050000", cnt: 3, pric: 200}
    finds: []
  - name: 麻醉计费三个半小时，恰在容许之内
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", oprn_oprt_begntime: "2026-03-02 09:20:00", anst_dr_code: R1, anst_mtd_code: "1", anst_begntime: "2026-03-02 09:00:00", anst_endtime: "2026-03-02 11:40:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003301000050000", cnt: 3.5, pric: 200}
    finds: []
  - name: 多计的两小时麻醉已退费
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", oprn_oprt_begntime: "2026-03-02 09:20:00", anst_dr_code: R1, anst_mtd_code: "1", anst_begntime: "2026-03-02 09:00:00", anst_endtime: "2026-03-02 11:40:00"}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003301000050000", cnt: 5, pric: 200}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "003301000050000", cnt: -2, pric: 200, init_feedetl_sn: A}
    finds: []
  - name: 麻醉结束时间未填，不判断时长
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", oprn_oprt_begntime: "2026-03-02 09:20:00", anst_dr_code: R1, anst_mtd_code: "1", anst_begntime: "2026-03-02 09:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003301000050000", cnt: 5, pric: 200}
    finds: []
  - name: 两台手术的麻醉时间合并计算
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "51.2300", oprn_oprt_begntime: "2026-03-02 09:20:00", anst_dr_code: R1, anst_begntime: "2026-03-02 09:00:00", anst_endtime: "2026-03-02 11:40:00"}
        - {mdtrt_id: I1, oprn_oprt_code: "54.1100", oprn_oprt_begntime: "2026-03-04 09:20:00", anst_dr_code: R1, anst_begntime: "2026-03-04 09:00:00", anst_endtime: "2026-03-04 11:20:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003301000050000", cnt: 5, pric: 200}
    finds: []
  - name: 收了手术费，住院没有任何手术记录
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I2, oprn_oprt_code: "51.2300", oprn_oprt_begntime: "2026-03-02 09:20:00", anst_dr_code: R1}
      fee_list_d:
        - {mdtrt_id: I1, psn_no: P1, bkkp_sn: A, med_list_codg: "003310060020000", medins_list_name: 胆囊切除术, med_chrgitm_type: "06", cnt: 1, pric: 1200}
        - {mdtrt_id: I2, psn_no: P2, med_list_codg: "003310060020000", med_chrgitm_type: "06", cnt: 1, pric: 1200}
    finds:
      - {mdtrt_id: I1, checkout_amt: 1200.00, checkout_cnt: 1, sev_deg: 2, bkkp_sns: [A], evidence: {branch: [b]}}
  - name: 收了手术费的住院多数没有上传手术记录，不评估
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I3, oprn_oprt_code: "51.2300", oprn_oprt_begntime: "2026-03-02 09:20:00", anst_dr_code: R1}
      fee_list_d:
        - {mdtrt_id: I1, psn_no: P1, med_list_codg: "003310060020000", med_chrgitm_type: "06", cnt: 1, pric: 1200}
        - {mdtrt_id: I2, psn_no: P2, med_list_codg: "003310060020000", med_chrgitm_type: "06", cnt: 1, pric: 1200}
        - {mdtrt_id: I3, psn_no: P3, med_list_codg: "003310060020000", med_chrgitm_type: "06", cnt: 1, pric: 1200}
    finds: []
  - name: 体表异物取出，不进手术室
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I2, oprn_oprt_code: "51.2300", oprn_oprt_begntime: "2026-03-02 09:20:00", anst_dr_code: R1}
      fee_list_d:
        - {mdtrt_id: I1, psn_no: P1, med_list_codg: "003316020020000", med_chrgitm_type: "06", cnt: 1, pric: 100}
        - {mdtrt_id: I2, psn_no: P2, med_list_codg: "003310060020000", med_chrgitm_type: "06", cnt: 1, pric: 1200}
    finds: []
  - name: 生育住院
    given:
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, med_type: "52"}
        - {mdtrt_id: I2, psn_no: P2}
      setl_list_oprn_d:
        - {mdtrt_id: I2, oprn_oprt_code: "51.2300", oprn_oprt_begntime: "2026-03-02 09:20:00", anst_dr_code: R1}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003314000020000", med_chrgitm_type: "06", cnt: 1, pric: 800}
        - {mdtrt_id: I2, med_list_codg: "003310060020000", med_chrgitm_type: "06", cnt: 1, pric: 1200}
    finds: []
  - name: 椎管内麻醉却收麻醉深度监测
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "79.3500", oprn_oprt_begntime: "2026-03-02 09:20:00", anst_dr_code: R1, anst_mtd_code: "2"}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "009900000000011", medins_list_name: 麻醉深度监测, cnt: 1, pric: 150}
        - {mdtrt_id: I1, med_list_codg: "003301000030000", cnt: 1, pric: 300}
    knowledge:
      item_class: [{item_code: "009900000000011", cls: ANES_DEPTH, member: 1}]
    finds:
      - {checkout_amt: 150.00, sev_deg: 2, bkkp_sns: [A], evidence: {branch: [c]}}
  - name: 全身麻醉收麻醉深度监测
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "79.3500", oprn_oprt_begntime: "2026-03-02 09:20:00", anst_dr_code: R1, anst_mtd_code: "11"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "009900000000011", cnt: 1, pric: 150}
    knowledge:
      item_class: [{item_code: "009900000000011", cls: ANES_DEPTH, member: 1}]
    finds: []
  - name: 没有麻醉医师，前后一日也没有手术，却收全身麻醉
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "38.9300", oprn_oprt_begntime: "2026-03-02 09:20:00"}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003301000050000", cnt: 1, pric: 200, fee_ocur_time: "2026-03-06 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003310060020000", med_chrgitm_type: "06", cnt: 1, pric: 1200, fee_ocur_time: "2026-03-02 10:00:00"}
    finds:
      - {checkout_amt: 200.00, sev_deg: 2, bkkp_sns: [A], occurred_on: "2026-03-06", evidence: {branch: [d]}}
  - name: 手术次日补记麻醉费
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "38.9300", oprn_oprt_begntime: "2026-03-02 09:20:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003301000050000", cnt: 1, pric: 200, fee_ocur_time: "2026-03-03 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003310060020000", med_chrgitm_type: "06", cnt: 1, pric: 1200, fee_ocur_time: "2026-03-02 10:00:00"}
    finds: []
  - name: 没有手术的神经阻滞，可能为疼痛治疗，降为轻度可疑
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "38.9300", oprn_oprt_begntime: "2026-03-02 09:20:00"}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "003301000020000", cnt: 1, pric: 200, fee_ocur_time: "2026-03-06 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003310060020000", med_chrgitm_type: "06", cnt: 1, pric: 1200, fee_ocur_time: "2026-03-02 10:00:00"}
    finds:
      - {checkout_amt: 200.00, sev_deg: 3, bkkp_sns: [A], evidence: {branch: [d], soft: [nerve_block]}}
  - name: 精神科住院，无抽搐电休克治疗须用麻醉
    given:
      mdtrt_d: [{mdtrt_id: I1, dscg_maindiag_code: F20.000}]
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "38.9300", oprn_oprt_begntime: "2026-03-02 09:20:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003301000050000", cnt: 1, pric: 200, fee_ocur_time: "2026-03-06 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003310060020000", med_chrgitm_type: "06", cnt: 1, pric: 1200, fee_ocur_time: "2026-03-02 10:00:00"}
    finds: []
  - name: 无痛胃镜的麻醉
    given:
      setl_list_oprn_d:
        - {mdtrt_id: I1, oprn_oprt_code: "38.9300", oprn_oprt_begntime: "2026-03-02 09:20:00"}
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "003301000050000", cnt: 1, pric: 200, fee_ocur_time: "2026-03-06 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003109020050000", cnt: 1, pric: 200, fee_ocur_time: "2026-03-06 10:00:00"}
        - {mdtrt_id: I1, med_list_codg: "003310060020000", med_chrgitm_type: "06", cnt: 1, pric: 1200, fee_ocur_time: "2026-03-02 10:00:00"}
    finds: []
---*/
WITH theatre AS (
  -- What is done in theatre, with what explains it: endoscopy, general anaesthesia.
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.svc_date, f.item, f.item_name, f.cnt, f.pric, f.gross,
    f.amt, f.med_type, e.stay_id,
    COALESCE(f.chrg = '06' AND NOT has_cls(f.cls, 'MINOR_OP') AND NOT has_cls(f.cls, 'ENDO'), f.chrg = '06', FALSE) AS is_oprn,
    COALESCE(has_cls(f.cls, 'ANES_HOUR'), FALSE) AS by_hour,
    COALESCE(has_cls(f.cls, 'ANES'), FALSE) AS is_anes,
    COALESCE(has_cls(f.cls, 'ANES_DEPTH'), FALSE) AS is_depth,
    COALESCE(has_cls(f.cls, 'ENDO'), FALSE) AS is_endo,
    -- 全身麻醉, 支气管内麻醉
    starts_with(f.item, '00330100005') OR starts_with(f.item, '00330100007') AS is_general
  FROM fee_net AS f
  JOIN stay_enc AS e ON e.mdtrt_id = f.mdtrt_id
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.is_ip
    AND (f.chrg = '06' OR has_cls(f.cls, 'ANES') OR has_cls(f.cls, 'ANES_DEPTH') OR has_cls(f.cls, 'ENDO'))
), record AS (
  SELECT
    o.stay_id, COUNT(*) AS oprns,
    COUNT(optional(o.anst_dr)) AS anaesthetists,
    bool_or(COALESCE(starts_with(optional(o.anst_mtd), '1') OR starts_with(optional(o.anst_mtd), '4'), FALSE)) AS general,
    bool_and(CASE WHEN optional(o.anst_end_ts) > optional(o.anst_beg_ts) THEN TRUE ELSE FALSE END) AS timed
  FROM oprn AS o
  WHERE o.stay_id IS NOT NULL
  GROUP BY o.stay_id
), lasted AS (
  SELECT t.stay_id, SUM(t.seconds) AS seconds
  FROM (
    SELECT DISTINCT
      o.stay_id, optional(o.anst_beg_ts) AS beg_ts, optional(o.anst_end_ts) AS end_ts,
      seconds_between(optional(o.anst_beg_ts), optional(o.anst_end_ts)) AS seconds
    FROM oprn AS o
    WHERE o.stay_id IS NOT NULL AND optional(o.anst_end_ts) > optional(o.anst_beg_ts)
  ) AS t
  GROUP BY t.stay_id
), operated AS (
  SELECT
    t.stay_id, MIN(s.fixmedins_code) AS fixmedins_code, MIN(year_of(s.adm_date)) AS year, MAX(r.oprns) AS oprns
  FROM theatre AS t
  JOIN stay AS s ON s.stay_id = t.stay_id
  LEFT JOIN record AS r ON r.stay_id = t.stay_id
  WHERE t.is_oprn
  GROUP BY t.stay_id
), covered AS (
  -- X10: where most operated stays come without a record, a missing record says nothing.
  SELECT o.fixmedins_code, o.year, ratio(COUNT(o.oprns), COUNT(*)) AS share
  FROM operated AS o
  GROUP BY o.fixmedins_code, o.year
), hourly AS (
  SELECT t.stay_id, t.item, SUM(t.cnt) AS billed_h
  FROM theatre AS t
  WHERE t.by_hour
  GROUP BY t.stay_id, t.item
), general AS (
  SELECT DISTINCT stay_id FROM theatre WHERE is_general
), explained AS (
  -- Dates near which an operation or an endoscopy took place.
  SELECT stay_id, svc_date FROM theatre WHERE is_endo
  UNION
  SELECT o.stay_id, o.oprn_date FROM oprn AS o WHERE o.stay_id IS NOT NULL AND o.oprn_date IS NOT NULL
), judged AS (
  SELECT
    t.*, s.adm_date, optional(s.main_diag) AS main_diag, r.oprns, r.anaesthetists, r.general, r.timed, h.billed_h,
    ratio(l.seconds, 3600) AS recorded_h, CAST(ceil_int(ratio(l.seconds, 3600)) AS DECIMAL(16,4)) AS limit_h,
    param('grace_h', s.adm_date, s.admdvs) AS grace_h,
    COALESCE(c.share >= param('coverage', s.adm_date, s.admdvs), FALSE) AS covered,
    g.stay_id IS NOT NULL AS has_general
  FROM theatre AS t
  JOIN stay AS s ON s.stay_id = t.stay_id
  LEFT JOIN record AS r ON r.stay_id = t.stay_id
  LEFT JOIN lasted AS l ON l.stay_id = t.stay_id
  LEFT JOIN hourly AS h ON h.stay_id = t.stay_id AND h.item = t.item
  LEFT JOIN covered AS c ON c.fixmedins_code = s.fixmedins_code AND c.year = year_of(s.adm_date)
  LEFT JOIN general AS g ON g.stay_id = t.stay_id
  WHERE NOT s.is_open
), broken AS (
  SELECT
    j.*, 'a' AS branch, j.item AS branch_key, prorate(j.amt, j.billed_h - j.limit_h, j.billed_h) AS hit_amt,
    j.billed_h - j.limit_h AS over_h, '麻醉计费时数多于麻醉记录' AS reason, CAST(NULL AS VARCHAR) AS soft
  FROM judged AS j
  WHERE j.by_hour AND j.timed AND j.billed_h > j.limit_h + j.grace_h
  UNION ALL
  SELECT
    j.*, 'b', 'b', j.amt, CAST(NULL AS DECIMAL(16,4)), '收了手术费，住院没有手术记录', CAST(NULL AS VARCHAR)
  FROM judged AS j
  WHERE j.is_oprn AND j.oprns IS NULL AND j.covered AND j.med_type <> '52'
  UNION ALL
  SELECT
    j.*, 'c', 'c', j.amt, CAST(NULL AS DECIMAL(16,4)), '没有全身麻醉，却收麻醉深度监测', CAST(NULL AS VARCHAR)
  FROM judged AS j
  WHERE j.is_depth AND NOT j.has_general AND j.oprns > 0 AND NOT j.general
  UNION ALL
  SELECT
    j.*, 'd', 'd', j.amt, CAST(NULL AS DECIMAL(16,4)), '没有麻醉医师记录，前后一日也没有手术，却收麻醉费',
    CASE WHEN starts_with(j.item, '00330100002') THEN 'nerve_block' END
  FROM judged AS j
  LEFT JOIN explained AS x ON x.stay_id = j.stay_id AND ABS(days_between(x.svc_date, j.svc_date)) <= 1
  -- Local infiltration needs no theatre; a nerve block may treat pain; electric convulsion needs anaesthesia.
  WHERE j.is_anes AND NOT starts_with(j.item, '00330100001') AND x.stay_id IS NULL AND j.covered
    AND COALESCE(j.anaesthetists, 0) = 0 AND j.med_type <> '52' AND NOT COALESCE(starts_with(j.main_diag, 'F'), FALSE)
)
SELECT
  b.*, CASE WHEN b.branch = 'a' THEN b.over_h ELSE SUM(b.cnt) OVER (PARTITION BY b.stay_id, b.branch_key) END AS checkout_cnt
FROM broken AS b
