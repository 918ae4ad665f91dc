/*---
code: CHG-009
version: 1
title: 床位、护理、诊察日数超限
status: active
behaviour: duplicate_charge
severity: 1
subject: fee
grain: [stay_id, measured]
amount: excess
scenes: [IP]
stages: [2, 3]
law: [735-38-3]
params:
  count_rule: {type: text, default: out, source: 计费日数口径：out 计入不计出，both 出入院当日都计；无官方统一规定，可按统筹区配置}
message: "{adm_date} 入院，住院 {nights} 夜，{measure}计费 {total_cnt} 日，应计至多 {limit_cnt} 日，多计 {checkout_amt} 元。"
verify: 核对床位使用记录、护理记录、请假条和转科记录，确认应计的日数。
defence: 转科当日两个病区各计一日；保留床位；当地规定出院当日计费。
known_gaps: 包床、保留重症床位、半日床位不在数据中；按小时计价的特级护理由计时规则（CHG-008）核对；计量上限清单（daily_cap）只用来排除一日可计几次的项目，疑点没有可引的知识行。
evidence: [measured, total_cnt, limit_cnt, nights, leave_days, double_cnt]
cases:
  - name: 住院六夜收床位费八日，多收两日
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-08 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "001109000010000", cnt: 8, pric: 30, fee_ocur_time: "2026-03-08 09:00:00"}
    finds:
      - {checkout_amt: 60.00, checkout_cnt: 2, fund_amt: 48.00, sev_deg: 1, occurred_on: "2026-03-02", bkkp_sns: [A], evidence: {measured: BED, total_cnt: 8, limit_cnt: 6}}
  - name: 住院六夜、转科一次，收床位费七日
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-08 10:00:00", adm_dept_codg: A28, dscg_dept_codg: A03}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", cnt: 1, pric: 30, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", cnt: 2, pric: 30, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", cnt: 1, pric: 30, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", cnt: 1, pric: 30, fee_ocur_time: "2026-03-05 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", cnt: 1, pric: 30, fee_ocur_time: "2026-03-06 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001109000010000", cnt: 1, pric: 30, fee_ocur_time: "2026-03-07 09:00:00"}
    finds: []
  - name: 住院六夜收护理费六日，恰为应计日数
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-08 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001201000040000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001201000040000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001201000040000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001201000040000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-05 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001201000040000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-06 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001201000040000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-07 09:00:00"}
    finds: []
  - name: 每日两个级别的护理，共超出三日
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-05 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001201000040000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001201000050000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001201000040000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001201000050000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-03 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001201000040000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001201000050000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-04 09:00:00"}
    finds:
      - {checkout_amt: 60.00, checkout_cnt: 3, sev_deg: 1, evidence: {measured: NURS, double_cnt: 3}}
  - name: 一日记两次、前一日漏记，总数不超，降为轻度可疑
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-05 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001201000040000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-02 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001201000040000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-04 09:00:00"}
        - {mdtrt_id: I1, med_list_codg: "001201000040000", cnt: 1, pric: 20, fee_ocur_time: "2026-03-04 10:00:00"}
    finds:
      - {checkout_amt: 20.00, checkout_cnt: 1, sev_deg: 3, evidence: {soft: [catch_up]}}
  - name: 床位费在出院时一次记六日
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-08 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", cnt: 6, pric: 30, fee_ocur_time: "2026-03-08 09:00:00"}
    finds: []
  - name: 请假外宿两夜仍收床位费
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-08 10:00:00"}]
      leave_d: [{mdtrt_id: I1, begntime: "2026-03-04 08:00:00", endtime: "2026-03-06 20:00:00", appr_flag: "1"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", cnt: 6, pric: 30, fee_ocur_time: "2026-03-08 09:00:00"}
    finds:
      - {checkout_amt: 60.00, checkout_cnt: 2, sev_deg: 2, evidence: {leave_days: 2, limit_cnt: 4}}
  - name: 白天请假外出、当晚回院，床位费照收
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-08 10:00:00"}]
      leave_d: [{mdtrt_id: I1, begntime: "2026-03-04 09:00:00", endtime: "2026-03-04 17:00:00", appr_flag: "1"}]
      wardcheck_d: [{mdtrt_id: I1, crtf_time: "2026-03-05 15:00:00", crtf_rslt: "4"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", cnt: 6, pric: 30, fee_ocur_time: "2026-03-08 09:00:00"}
    finds: []
  - name: 当日入院当日出院，收床位费一日
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-02 18:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", cnt: 1, pric: 30}
    finds: []
  - name: 急诊留观诊查费与住院诊查费同日，不合并
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-03 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001102000030000", cnt: 1, pric: 12}
        - {mdtrt_id: I1, med_list_codg: "001102000050000", cnt: 1, pric: 20}
    finds: []
  - name: 本地规定一日可计两次的护理
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-04 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001201000060000", cnt: 4, pric: 20, fee_ocur_time: "2026-03-03 09:00:00"}
    knowledge:
      daily_cap: [{item_code: "001201000060000", max_per_day: 2, unit: 日}]
    finds: []
  - name: 母婴同账，两人各一张床
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-04 10:00:00", dscg_maindiag_code: O80.000}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", cnt: 4, pric: 30}
    finds: []
  - name: 多收的两日已退费
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: "2026-03-08 10:00:00"}]
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A, med_list_codg: "001109000010000", cnt: 1, pric: 30, fee_ocur_time: "2026-03-07 09:00:00"}
        - {mdtrt_id: I1, bkkp_sn: B, med_list_codg: "001109000010000", cnt: 2, pric: 30, fee_ocur_time: "2026-03-08 09:00:00"}
        - {mdtrt_id: I1, bkkp_sn: C, med_list_codg: "001109000010000", cnt: -2, pric: 30, init_feedetl_sn: B, fee_ocur_time: "2026-03-08 10:00:00"}
    finds: []
  - name: 出院时间没有登记，不评估
    given:
      mdtrt_d: [{mdtrt_id: I1, begntime: "2026-03-02 08:00:00", endtime: null}]
      fee_list_d:
        - {mdtrt_id: I1, med_list_codg: "001109000010000", cnt: 8, pric: 30, fee_ocur_time: "2026-03-08 09:00:00"}
    finds: []
---*/
WITH line AS (
  SELECT
    f.bkkp_sn, f.mdtrt_id, f.setl_id, f.psn_no, f.fixmedins_code, f.admdvs, f.svc_date, f.item, f.item_name, f.cnt, f.pric,
    f.gross, f.amt, e.stay_id,
    CASE WHEN has_cls(f.cls, 'BED') THEN 'BED' WHEN has_cls(f.cls, 'NURS') THEN 'NURS' ELSE 'DXFEE' END AS measured
  FROM fee_net AS f
  JOIN stay_enc AS e ON e.mdtrt_id = f.mdtrt_id
  LEFT JOIN daily_cap AS k ON k_match(k, f) AND k.max_per_day > 1
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.is_ip AND NOT f.x2 AND f.cnt > 0
    AND (has_cls(f.cls, 'BED') OR has_cls(f.cls, 'NURS') OR has_cls(f.cls, 'DXFEE'))
    -- A consultation before admission is a charge of its own; hourly nursing counts hours.
    AND NOT (has_cls(f.cls, 'DXFEE') AND matches(f.item, '^0011020000[1-4]')) AND NOT has_cls(f.cls, 'HOURLY')
    AND k.item_code IS NULL
), day AS (
  SELECT stay_id, measured, svc_date, SUM(cnt) AS cnt, COUNT(*) AS lines
  FROM line
  GROUP BY stay_id, measured, svc_date
), whole AS (
  -- One line for several days is posted in bulk; only several lines of one date are charges beside each other.
  SELECT stay_id, measured, SUM(cnt) AS total_cnt, SUM(CASE WHEN cnt > 1 AND lines > 1 THEN cnt - 1 ELSE 0 END) AS double_cnt
  FROM day
  GROUP BY stay_id, measured
), away AS (
  SELECT s.stay_id, COUNT(*) AS days
  FROM stay AS s
  LEFT JOIN stay_day AS d ON d.stay_id = s.stay_id
  WHERE optional(d.night_out) AND NOT d.is_dscg
  GROUP BY s.stay_id
), counted AS (
  SELECT
    w.*, s.adm_date, s.nights, COALESCE(a.days, 0) AS leave_days,
    CASE WHEN param('count_rule', s.adm_date, s.admdvs) = 'both' THEN s.nights + 1 ELSE s.bill_days END
      - COALESCE(a.days, 0) AS due_days,
    CASE WHEN optional(s.adm_dept) <> optional(s.dscg_dept) AND w.measured <> 'DXFEE' THEN 1 ELSE 0 END AS moved
  FROM whole AS w
  JOIN stay AS s ON s.stay_id = w.stay_id
  LEFT JOIN away AS a ON a.stay_id = w.stay_id
  WHERE NOT s.is_open AND NOT s.x2
), judged AS (
  SELECT
    c.*,
    c.total_cnt - c.due_days - c.moved AS over_total,
    -- What was charged twice on a date and left out on another is no more than the stay has.
    CASE WHEN c.total_cnt - c.due_days >= 1 THEN c.total_cnt - c.due_days ELSE c.double_cnt END - c.moved AS over_cnt
  FROM counted AS c
)
SELECT
  l.*, j.adm_date, j.adm_date AS occurred_on, j.total_cnt, j.nights, j.leave_days, j.double_cnt,
  j.total_cnt - j.over_cnt AS limit_cnt,
  CASE l.measured WHEN 'BED' THEN '床位费' WHEN 'NURS' THEN '护理费' ELSE '诊查费' END AS measure,
  -- A place kept during leave may lawfully cost something; what exceeds the whole stay may not.
  CASE WHEN j.over_total >= 1 AND j.over_total - j.leave_days < 1 THEN 2 ELSE 1 END AS sev_deg,
  -- Posted late: doubled on some day, yet not more days in all than the stay has.
  CASE WHEN j.over_total < 1 THEN 'catch_up' END AS soft
FROM line AS l
JOIN judged AS j ON j.stay_id = l.stay_id AND j.measured = l.measured
WHERE j.over_cnt >= 1
