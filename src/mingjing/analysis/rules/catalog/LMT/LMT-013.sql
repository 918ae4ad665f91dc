/*---
code: LMT-013
version: 2
title: 非支付范围费用纳入结算
status: active
behaviour: out_of_scope
severity: 1
subject: fee
amount: all
scenes: [IP, OP, PH]
stages: [1, 2, 3]
law: [735-38-6]
params:
  grace_days: {type: integer, default: 30, unit: 日, source: 无官方数值，可按统筹区配置；目录编码失效后此日数内的费用不查}
message: "{svc_date} {item_name} 属{reason_text}，却有 {checkout_amt} 元纳入医保结算。"
verify: 核对价格目录、医保目录的效期，查明实际提供的药品、项目或服务。
defence: 机构信息系统的目录更新滞后；协议期满的谈判药正在办理续约。
known_gaps: 目录（hilist_b）按机构上传的编码核对；目录中没有的编码由明细信息异常规则处理；目录没有历史的日期不查。
evidence: [hilist_code, lapsed_on, next_from, cls, main_diag, word, kp_ref]
cases:
  - name: 美容祛斑纳入结算
    given:
      hilist_b: [{hilist_code: "LMT01301", begndate: "2020-01-01", list_type: "201", hilist_name: 祛斑, chrgitm_lv: "02"}]
      fee_list_d: [{bkkp_sn: A, med_list_codg: "LMT01301", medins_list_name: 激光治疗, list_type: "201", cnt: 1, pric: 300}]
    knowledge:
      item_class: [{item_code: LMT01301, cls: COSMETIC, member: 1}]
    finds:
      - {checkout_amt: 300.00, checkout_cnt: 1, fund_amt: 240.00, sev_deg: 1, occurred_on: "2026-03-02", bkkp_sns: [A], evidence: {branch: [c]}}
  - name: 丙类项目计入符合范围金额
    given:
      hilist_b: [{hilist_code: "LMT01302", begndate: "2020-01-01", list_type: "201", hilist_name: 丙类, chrgitm_lv: "03"}]
      fee_list_d: [{med_list_codg: "LMT01302", list_type: "201", cnt: 2, pric: 50}]
    finds:
      - {checkout_amt: 100.00, sev_deg: 1, evidence: {branch: [a]}}
  - name: 丙类项目全部自费
    given:
      hilist_b: [{hilist_code: "LMT01303", begndate: "2020-01-01", list_type: "201", hilist_name: 丙类, chrgitm_lv: "03"}]
      fee_list_d: [{med_list_codg: "LMT01303", list_type: "201", cnt: 2, pric: 50, inscp_amt: 0, fulamt_ownpay_amt: 100}]
    finds: []
  - name: 丙类已调整为乙类，按费用发生日的等级
    given:
      hilist_b:
        - {hilist_code: "LMT01304", begndate: "2020-01-01", enddate: "2026-01-31", list_type: "201", hilist_name: 项目, chrgitm_lv: "03"}
        - {hilist_code: "LMT01304", begndate: "2026-02-01", list_type: "201", hilist_name: 项目, chrgitm_lv: "02"}
      fee_list_d: [{med_list_codg: "LMT01304", list_type: "201", cnt: 2, pric: 50}]
    finds: []
  - name: 目录编码失效第 31 日仍在结算
    given:
      hilist_b: [{hilist_code: "LMT01305", begndate: "2020-01-01", enddate: "2026-01-30", list_type: "101", hilist_name: 谈判药, chrgitm_lv: "02"}]
      fee_list_d: [{med_list_codg: "LMT01305", list_type: "101", cnt: 1, pric: 80}]
    finds:
      - {checkout_amt: 80.00, sev_deg: 2, evidence: {branch: [b], lapsed_on: "2026-01-30"}}
  - name: 目录编码失效满 30 日，仍在宽限内
    given:
      hilist_b: [{hilist_code: "LMT01306", begndate: "2020-01-01", enddate: "2026-01-31", list_type: "101", hilist_name: 谈判药, chrgitm_lv: "02"}]
      fee_list_d: [{med_list_codg: "LMT01306", list_type: "101", cnt: 1, pric: 80}]
    finds: []
  - name: 两段效期之间的空档
    given:
      hilist_b:
        - {hilist_code: "LMT01307", begndate: "2020-01-01", enddate: "2025-12-31", list_type: "101", hilist_name: 谈判药, chrgitm_lv: "02"}
        - {hilist_code: "LMT01307", begndate: "2026-06-01", list_type: "101", hilist_name: 谈判药, chrgitm_lv: "02"}
      fee_list_d: [{med_list_codg: "LMT01307", list_type: "101", cnt: 1, pric: 80}]
    finds:
      - {checkout_amt: 80.00, sev_deg: 2, evidence: {lapsed_on: "2025-12-31", next_from: "2026-06-01"}}
  - name: 前一段没有写终止日期，后一段接续
    given:
      hilist_b:
        - {hilist_code: "LMT01308", begndate: "2020-01-01", list_type: "101", hilist_name: 谈判药, chrgitm_lv: "02"}
        - {hilist_code: "LMT01308", begndate: "2025-06-01", enddate: "2025-12-31", list_type: "101", hilist_name: 谈判药, chrgitm_lv: "02"}
      fee_list_d: [{med_list_codg: "LMT01308", list_type: "101", cnt: 1, pric: 80}]
    finds: []
  - name: 目录中没有的编码
    given:
      hilist_b: [{hilist_code: "LMT01309", begndate: "2020-01-01", list_type: "101", hilist_name: 别的药, chrgitm_lv: "02"}]
      fee_list_d: [{med_list_codg: "LMT01319", list_type: "101", cnt: 1, pric: 80}]
    finds: []
  - name: 费用发生时尚未列入目录，目录四分之三的编码早已生效
    given:
      hilist_b:
        - {hilist_code: "LMT01320", begndate: "2026-06-01", list_type: "101", hilist_name: 新药, chrgitm_lv: "02"}
        - {hilist_code: "LMT01321", begndate: "2020-01-01", list_type: "101", hilist_name: 老药, chrgitm_lv: "02"}
        - {hilist_code: "LMT01322", begndate: "2020-01-01", list_type: "101", hilist_name: 老药, chrgitm_lv: "02"}
        - {hilist_code: "LMT01323", begndate: "2020-01-01", list_type: "101", hilist_name: 老药, chrgitm_lv: "02"}
      fee_list_d: [{med_list_codg: "LMT01320", list_type: "101", cnt: 1, pric: 80}]
    finds:
      - {checkout_amt: 80.00, sev_deg: 2, evidence: {branch: [b], next_from: "2026-06-01"}}
  - name: 费用早于目录的起点，目录没有更早的历史，不作判断
    given:
      hilist_b: [{hilist_code: "LMT01324", begndate: "2020-01-01", list_type: "101", hilist_name: 老药, chrgitm_lv: "02"}]
      fee_list_d: [{med_list_codg: "LMT01324", list_type: "101", cnt: 1, pric: 80, fee_ocur_time: "2019-06-01 10:00:00"}]
    finds: []
  - name: 只有健康体检一个诊断
    given:
      mdtrt_d: [{mdtrt_id: E, dscg_maindiag_code: Z00.000}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: LMT01310, cnt: 1, pric: 60}]
    finds:
      - {checkout_amt: 60.00, sev_deg: 2, evidence: {branch: [d], main_diag: Z00.000}}
  - name: 健康体检之外另有高血压诊断
    given:
      mdtrt_d: [{mdtrt_id: E, dscg_maindiag_code: Z00.000}]
      setl_list_diag_d: [{mdtrt_id: E, diag_code: I10.x00}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: LMT01311, cnt: 1, pric: 60}]
    finds: []
  - name: 癌症筛查项目按规定支付
    given:
      mdtrt_d: [{mdtrt_id: E, dscg_maindiag_code: Z12.300, med_type: "1103"}]
      fee_list_d: [{mdtrt_id: E, med_list_codg: LMT01312, cnt: 1, pric: 60}]
    finds: []
  - name: 项目名称含有生活用品
    given:
      fee_list_d: [{fixmedins_code: D, med_list_codg: XA01AAA000A001010100001, medins_list_name: 云南白药牙膏, cnt: 2, pric: 30}]
    finds:
      - {checkout_amt: 60.00, sev_deg: 2, evidence: {branch: [d], word: 牙膏}}
  - name: 目录内药品的通用名本来就含有该词
    given:
      hilist_b: [{hilist_code: ZA01AAZ0010010100001, begndate: "2020-01-01", list_type: "101", hilist_name: 化瘀祛斑胶囊, chrgitm_lv: "02"}]
      fee_list_d: [{med_list_codg: ZA01AAZ0010010100001, medins_list_name: 化瘀祛斑胶囊, cnt: 2, pric: 30}]
    finds: []
  - name: 没有诊断也没有名称，不作判断
    given:
      fee_list_d: [{med_list_codg: LMT01315, medins_list_name: null, cnt: 1, pric: 60}]
    finds: []
  - name: 含有生活用品的明细已退费
    given:
      fee_list_d:
        - {fixmedins_code: D, bkkp_sn: A, med_list_codg: LMT01316, medins_list_name: 牙膏, cnt: 2, pric: 30}
        - {fixmedins_code: D, bkkp_sn: B, med_list_codg: LMT01316, medins_list_name: 牙膏, cnt: -2, pric: 30}
    finds: []
---*/
WITH listed AS (
  SELECT
    hilist_code, chrgitm_lv, begndate,
    COALESCE(optional(enddate), DATE '9999-12-31') AS enddate,
    LEAD(begndate) OVER (PARTITION BY hilist_code ORDER BY begndate) AS next_from,
    MAX(COALESCE(optional(enddate), DATE '9999-12-31')) OVER (
      PARTITION BY hilist_code ORDER BY begndate ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS covered_to
  FROM hilist_b
), history AS (
  -- From here on the delivered catalogue has a past: three quarters of its codes have begun.
  SELECT add_days(DATE '1970-01-01', ceil_int(quantile_of(day_number(first_from), 0.75))) AS known_from
  FROM (SELECT hilist_code, MIN(begndate) AS first_from FROM hilist_b GROUP BY hilist_code) AS code
), lapse AS (
  -- The days on which a code is not payable: class C while that row is the newest, or no row in force.
  SELECT
    hilist_code, 'a' AS branch, begndate AS since, LEAST(enddate, add_days(next_from, -1)) AS until,
    CAST(NULL AS DATE) AS lapsed_on, CAST(NULL AS DATE) AS next_from
  FROM listed
  WHERE chrgitm_lv = '03'
  UNION ALL
  SELECT
    l.hilist_code, 'b' AS branch, COALESCE(l.covered_to, h.known_from) AS since, add_days(l.begndate, -1) AS until,
    l.covered_to AS lapsed_on, l.begndate AS next_from
  FROM listed AS l
  CROSS JOIN history AS h
  WHERE COALESCE(l.covered_to, h.known_from) < add_days(l.begndate, -1)
  UNION ALL
  SELECT
    hilist_code, 'b' AS branch, MAX(enddate) AS since, DATE '9999-12-31' AS until, MAX(enddate) AS lapsed_on,
    CAST(NULL AS DATE) AS next_from
  FROM listed
  GROUP BY hilist_code
  HAVING MAX(enddate) < DATE '9999-12-31'
), named AS (
  -- A payable item whose own name has the word (a capsule against chloasma) is no disguise.
  SELECT DISTINCT h.hilist_code, w.word
  FROM hilist_b AS h
  JOIN nonmed_word AS w ON contains(h.hilist_name, w.word)
  WHERE h.chrgitm_lv IN ('01', '02')
), unpaid AS (
  SELECT
    f.*, t.branch, t.hilist_code, t.lapsed_on, t.next_from, CAST(NULL AS VARCHAR) AS word, CAST(NULL AS VARCHAR) AS kp_ref,
    CASE t.branch WHEN 'a' THEN '丙类' ELSE '费用发生日不在有效期内的目录编码' END AS reason_text
  FROM fee_net AS f
  JOIN lapse AS t ON t.hilist_code = f.med_list_codg AND f.svc_date BETWEEN t.since AND t.until
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP', 'PH') AND f.med_type <> '1103'
    AND COALESCE(days_between(t.lapsed_on, f.svc_date) > param('grace_days', f.svc_date, f.admdvs), TRUE)
  UNION ALL
  SELECT
    f.*, 'c' AS branch, CAST(NULL AS VARCHAR) AS hilist_code, CAST(NULL AS DATE) AS lapsed_on,
    CAST(NULL AS DATE) AS next_from, CAST(NULL AS VARCHAR) AS word, CAST(NULL AS VARCHAR) AS kp_ref,
    '不予支付的项目类别' AS reason_text
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP', 'PH') AND f.med_type <> '1103'
    AND (has_cls(f.cls, 'CHECKUP') OR has_cls(f.cls, 'COSMETIC') OR has_cls(f.cls, 'PREVENT') OR has_cls(f.cls, 'NONMED'))
  UNION ALL
  SELECT
    f.*, 'd' AS branch, CAST(NULL AS VARCHAR) AS hilist_code, CAST(NULL AS DATE) AS lapsed_on,
    CAST(NULL AS DATE) AS next_from, CAST(NULL AS VARCHAR) AS word, CAST(NULL AS VARCHAR) AS kp_ref,
    '体检、筛查或美容就诊（唯一诊断 ' || optional(f.main_diag) || '）' AS reason_text
  FROM fee_net AS f
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP', 'PH') AND f.med_type <> '1103'
    AND LEFT(optional(f.main_diag), 3) IN ('Z00', 'Z01', 'Z02', 'Z10', 'Z11', 'Z12', 'Z13', 'Z40', 'Z41')
    AND optional(f.diag) = '|' || optional(f.main_diag) || '|'
  UNION ALL
  SELECT
    f.*, 'd' AS branch, CAST(NULL AS VARCHAR) AS hilist_code, CAST(NULL AS DATE) AS lapsed_on,
    CAST(NULL AS DATE) AS next_from, w.word, w.kp_ref, '非医药用品或服务（名称含“' || w.word || '”）' AS reason_text
  FROM fee_net AS f
  JOIN nonmed_name AS w
    ON optional(w.item_name) = optional(f.item_name) AND w.kreg = f.kreg AND f.svc_date >= w.k_from AND f.svc_date < w.k_to
  LEFT JOIN named AS n ON n.hilist_code = f.med_list_codg AND n.word = w.word
  WHERE f.in_scope AND f.settled AND f.amt > 0 AND f.scene IN ('IP', 'OP', 'PH') AND f.med_type <> '1103'
    AND n.hilist_code IS NULL
)
SELECT u.*, CASE WHEN u.branch IN ('a', 'c') THEN 1 ELSE 2 END AS sev_deg
FROM unpaid AS u
