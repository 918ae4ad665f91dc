/*---
code: STY-007
version: 1
title: 集中入出院、组织住院
status: active
behaviour: sham_stay
severity: 3
subject: group
amount: stay
scenes: [IP]
stages: [3]
law: [735-40-1, 735-38-1]
params:
  min_n: {type: integer, default: 5, unit: 人, source: 无官方数值，可按统筹区配置}
  min_tel: {type: integer, default: 3, unit: 人, source: 共用电话时的人数下限；无官方数值，可按统筹区配置}
  max_nights: {type: integer, default: 10, unit: 夜, source: 无官方数值，可按统筹区配置}
  tel_persons: {type: integer, default: 200, unit: 人, source: 登记在更多人名下的号码不能说明相互认识；无官方数值，可按统筹区配置}
message: "{adm_date} 同日入院、{first_dscg} 至次日先后出院的 {persons} 人{tie_name}，住院费用合计 {checkout_amt} 元。"
verify: 询问患者由谁组织、是否车接车送、有无免费吃住或返现，核对入院指征、同批患者医嘱和签名。
defence: 聚集性疫情、食物中毒；养老机构集体转入；体检筛查后集中治疗；同村邻里结伴就医。
known_gaps: 聚集性疫情须看疾控通报；养老机构转入、筛查项目看不出；联系人电话不在数据标准中，以登记电话代替。
evidence: [adm_date, first_dscg, persons, ties, main_diags]
cases:
  - name: 同村 7 人 3 月 3 日入院、8 日出院
    given:
      psn_info_b: &psn_0
        - {repeat: {n: 7}, psn_no: P<n>, addr: "某县双河镇双河村<n>组"}
      mdtrt_d: &mdtr1
        - {repeat: {n: 7}, mdtrt_id: I<n>, psn_no: P<n>, begntime: "2026-03-03 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d: &fee_2
        - {repeat: {n: 7}, mdtrt_id: I<n>, bkkp_sn: A<n>, pric: 100}
    finds:
      - {checkout_amt: 700.00, fund_amt: 560.00, checkout_cnt: 7, sev_deg: 3, subject_type: group, occurred_on: "2026-03-08", evidence: {branch: [addr], persons: 7}}
  - name: 7 人同一联系电话，住址不同
    given:
      psn_info_b: &psn_3
        - {psn_no: P1, addr: "某县第一乡柳树沟村", tel: "13800000001"}
        - {psn_no: P2, addr: "某县第二乡柳树沟村", tel: "13800000001"}
        - {psn_no: P3, addr: "某县第三乡柳树沟村", tel: "13800000001"}
        - {psn_no: P4, addr: "某县第四乡柳树沟村", tel: "13800000001"}
        - {psn_no: P5, addr: "某县第五乡柳树沟村", tel: "13800000001"}
        - {psn_no: P6, addr: "某县第六乡柳树沟村", tel: "13800000001"}
        - {psn_no: P7, addr: "某县第七乡柳树沟村", tel: "13800000001"}
      mdtrt_d: *mdtr1
      fee_list_d: *fee_2
    finds:
      - {checkout_amt: 700.00, checkout_cnt: 7, sev_deg: 2, evidence: {branch: [tel]}}
  - name: 共用电话恰为 3 人，次日出院的也算
    given:
      psn_info_b: &psn_4
        - {repeat: {n: 3}, psn_no: P<n>, addr: null, tel: "13800000001"}
      mdtrt_d: &mdtr5
        - {repeat: {m: 2}, mdtrt_id: I<m>, psn_no: P<m>, begntime: "2026-03-03 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-03 09:00:00", endtime: "2026-03-09 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d: &fee_6
        - {repeat: {n: 3}, mdtrt_id: I<n>, bkkp_sn: A<n>, pric: 100}
    finds:
      - {checkout_amt: 300.00, checkout_cnt: 3, sev_deg: 2, occurred_on: "2026-03-09"}
  - name: 同村恰为 5 人
    given:
      psn_info_b: &psn_7
        - {repeat: {n: 5}, psn_no: P<n>, addr: "某县双河镇双河村<n>组"}
      mdtrt_d: &mdtr8
        - {repeat: {n: 5}, mdtrt_id: I<n>, psn_no: P<n>, begntime: "2026-03-03 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d: &fee_9
        - {repeat: {n: 5}, mdtrt_id: I<n>, bkkp_sn: A<n>, pric: 100}
    finds:
      - {checkout_cnt: 5, sev_deg: 3}
  - name: 同村只有 4 人
    given:
      psn_info_b: &psn_10
        - {repeat: {n: 4}, psn_no: P<n>, addr: "某县双河镇双河村<n>组"}
      mdtrt_d: &mdtr11
        - {repeat: {n: 4}, mdtrt_id: I<n>, psn_no: P<n>, begntime: "2026-03-03 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d: &fee_12
        - {repeat: {n: 4}, mdtrt_id: I<n>, bkkp_sn: A<n>, pric: 100}
    finds: []
  - name: 5 人中一人晚两日出院
    given:
      psn_info_b: *psn_7
      mdtrt_d: &mdtr13
        - {repeat: {m: 2}, mdtrt_id: I<m>, psn_no: P<m>, begntime: "2026-03-03 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-03-03 09:00:00", endtime: "2026-03-10 10:00:00", dscg_maindiag_code: M51.200}
        - {repeat: {m: [4, 5]}, mdtrt_id: I<m>, psn_no: P<m>, begntime: "2026-03-03 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d: *fee_9
    finds: []
  - name: 一人提前出院，其余 5 人同日出院
    given:
      psn_info_b: &psn_14
        - {repeat: {n: 6}, psn_no: P<n>, addr: "某县双河镇双河村<n>组"}
      mdtrt_d: &mdtr15
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-03-03 09:00:00", endtime: "2026-03-05 10:00:00", dscg_maindiag_code: M51.200}
        - {repeat: {n: [2, 3, 4, 5, 6]}, mdtrt_id: I<n>, psn_no: P<n>, begntime: "2026-03-03 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d: &fee_16
        - {repeat: {n: 6}, mdtrt_id: I<n>, bkkp_sn: A<n>, pric: 100}
    finds:
      - {checkout_cnt: 5, checkout_amt: 500.00}
  - name: 7 人食物中毒
    given:
      psn_info_b: *psn_0
      mdtrt_d: &mdtr17
        - {repeat: {n: 4}, mdtrt_id: I<n>, psn_no: P<n>, begntime: "2026-03-03 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: A05.900}
        - {repeat: {n: [5, 6, 7]}, mdtrt_id: I<n>, psn_no: P<n>, begntime: "2026-03-03 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: T62.900}
      fee_list_d: *fee_2
    finds: []
  - name: 流感聚集
    given:
      psn_info_b: *psn_7
      mdtrt_d: &mdtr18
        - {repeat: {n: 5}, mdtrt_id: I<n>, psn_no: P<n>, begntime: "2026-03-03 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: J11.100}
      fee_list_d: *fee_9
    finds: []
  - name: 日间手术和生育住院
    given:
      psn_info_b: *psn_14
      mdtrt_d: &mdtr19
        - {repeat: {n: 3}, mdtrt_id: I<n>, psn_no: P<n>, begntime: "2026-03-03 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200, med_type: "28"}
        - {repeat: {n: [4, 5, 6]}, mdtrt_id: I<n>, psn_no: P<n>, begntime: "2026-03-03 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200, med_type: "52"}
      fee_list_d: *fee_16
    finds: []
  - name: 肿瘤患者按周期化疗
    given:
      psn_info_b: *psn_7
      mdtrt_d: &mdtr20
        - {repeat: {n: 5}, mdtrt_id: I<n>, psn_no: P<n>, begntime: "2026-03-03 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: Z51.100}
      fee_list_d: *fee_9
    finds: []
  - name: 住院 11 夜
    given:
      psn_info_b: *psn_7
      mdtrt_d: &mdtr21
        - {repeat: {n: 5}, mdtrt_id: I<n>, psn_no: P<n>, begntime: "2026-03-03 09:00:00", endtime: "2026-03-14 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d: *fee_9
    finds: []
  - name: 住址、电话都未填
    given:
      psn_info_b: &psn_22
        - {repeat: {n: 6}, psn_no: P<n>, addr: null}
      mdtrt_d: &mdtr23
        - {repeat: {n: 6}, mdtrt_id: I<n>, psn_no: P<n>, begntime: "2026-03-03 09:00:00", endtime: "2026-03-08 10:00:00", dscg_maindiag_code: M51.200}
      fee_list_d: *fee_16
    finds: []
  - name: 电话不足 7 位，住址只到县
    given:
      psn_info_b: &psn_24
        - {repeat: {n: 6}, psn_no: P<n>, addr: "某县", tel: "=12345"}
      mdtrt_d: *mdtr23
      fee_list_d: *fee_16
    finds: []
  - name: 五人中一人已全额退费
    given:
      psn_info_b:
        - {repeat: {n: 5}, psn_no: P<n>, addr: "某县双河镇双河村<n>组"}
      mdtrt_d:
        - {repeat: {n: 5}, mdtrt_id: I<n>, psn_no: P<n>, begntime: "2026-03-03 09:00:00", endtime: "2026-03-08 10:00:00"}
      fee_list_d:
        - {mdtrt_id: I1, bkkp_sn: A1, setl_id: S1, pric: 100}
        - {repeat: {n: [2, 3, 4, 5]}, mdtrt_id: I<n>, setl_id: S<n>, pric: 100}
      setl_d:
        - {mdtrt_id: I1, setl_id: S1}
        - {mdtrt_id: I1, setl_id: S9, init_setl_id: S1, medfee_sumamt: -100, inscp_amt: -100, fund_pay_sumamt: -80}
        - {repeat: {n: [2, 3, 4, 5]}, mdtrt_id: I<n>, setl_id: S<n>}
    finds: []
---*/
WITH candidate AS (
  SELECT
    s.stay_id, s.psn_no, s.fixmedins_code, s.admdvs, s.adm_date, s.dscg_date, optional(s.main_diag) AS main_diag,
    remove_matches(s.tel, '[^0-9]') AS tel, trim(optional(s.coner_name)) AS coner_name,
    remove_matches(match_of(optional(s.addr), '^.*(村|社区|小区|组)'), '[0-9]') AS place
  FROM stay AS s
  WHERE s.in_scope AND NOT s.is_open AND NOT s.x3 AND s.med_type NOT IN ('52', '28')
    AND s.nights <= param('max_nights', s.adm_date, s.admdvs)
    AND NOT coalesce(
      substr(optional(s.main_diag), 1, 3) BETWEEN 'A00' AND 'A09' OR substr(optional(s.main_diag), 1, 3) BETWEEN 'J10' AND 'J11'
        OR substr(optional(s.main_diag), 1, 3) BETWEEN 'T51' AND 'T65',
      FALSE
    )
), phone AS (
  SELECT tel, COUNT(DISTINCT psn_no) AS persons FROM candidate WHERE length(tel) >= 7 GROUP BY tel
), tied AS (
  SELECT c.*, 'tel' AS tie, c.tel AS tie_key
  FROM candidate AS c
  JOIN phone AS p ON p.tel = c.tel
  WHERE p.persons <= param('tel_persons', c.adm_date, c.admdvs)
  UNION ALL
  SELECT c.*, 'contact' AS tie, c.coner_name || '|' || c.tel AS tie_key
  FROM candidate AS c
  WHERE c.coner_name <> '' AND length(c.tel) >= 7
  UNION ALL
  SELECT c.*, 'addr' AS tie, c.place AS tie_key
  FROM candidate AS c
  WHERE length(c.place) >= 6
), crowd AS (
  SELECT fixmedins_code, adm_date, tie, tie_key
  FROM tied
  GROUP BY fixmedins_code, adm_date, tie, tie_key
  HAVING COUNT(DISTINCT psn_no) >= 3
), met AS (
  SELECT t.*
  FROM tied AS t
  JOIN crowd AS c ON c.fixmedins_code = t.fixmedins_code AND c.adm_date = t.adm_date AND c.tie = t.tie AND c.tie_key = t.tie_key
), leaving AS (
  -- Those who leave on one day or the next; of several such days the one with most of them.
  SELECT
    a.fixmedins_code, a.adm_date, a.tie, a.tie_key, a.dscg_date AS first_dscg, MIN(a.admdvs) AS admdvs,
    COUNT(DISTINCT b.psn_no) AS persons, joined(b.psn_no) AS members, joined(b.main_diag) AS main_diags
  FROM (SELECT DISTINCT fixmedins_code, admdvs, adm_date, tie, tie_key, dscg_date FROM met) AS a
  JOIN met AS b
    ON b.fixmedins_code = a.fixmedins_code AND b.adm_date = a.adm_date AND b.tie = a.tie AND b.tie_key = a.tie_key
    AND b.dscg_date >= a.dscg_date AND b.dscg_date <= add_days(a.dscg_date, 1)
  GROUP BY a.fixmedins_code, a.adm_date, a.tie, a.tie_key, a.dscg_date
), largest AS (
  SELECT
    l.*, left(md5_of(l.members), 16) AS group_id,
    ROW_NUMBER() OVER (PARTITION BY l.fixmedins_code, l.adm_date, l.tie, l.tie_key ORDER BY l.persons DESC, l.first_dscg) AS nth
  FROM leaving AS l
), chosen AS (
  SELECT l.*
  FROM largest AS l
  WHERE l.nth = 1
    AND l.persons >= CASE
      WHEN l.tie = 'addr' THEN param('min_n', l.adm_date, l.admdvs) ELSE param('min_tel', l.adm_date, l.admdvs)
    END
), named AS (
  SELECT group_id, remove_matches(replace(joined(tie), '|', '、'), '^、|、$') AS ties, MIN(CASE WHEN tie = 'addr' THEN 1 ELSE 0 END) AS only_addr
  FROM chosen
  GROUP BY group_id
)
SELECT
  g.group_id, m.psn_no AS member, m.stay_id, m.fixmedins_code, m.adm_date, m.dscg_date AS occurred_on, g.first_dscg, g.persons,
  g.main_diags, n.ties, g.tie AS branch,
  CASE WHEN n.only_addr = 1 THEN '住址同村（社区）' ELSE '登记同一电话' END AS tie_name,
  CASE WHEN n.only_addr = 1 THEN 3 ELSE 2 END AS sev_deg
FROM chosen AS g
JOIN named AS n ON n.group_id = g.group_id
JOIN met AS m
  ON m.fixmedins_code = g.fixmedins_code AND m.adm_date = g.adm_date AND m.tie = g.tie AND m.tie_key = g.tie_key
  AND m.dscg_date >= g.first_dscg AND m.dscg_date <= add_days(g.first_dscg, 1)
