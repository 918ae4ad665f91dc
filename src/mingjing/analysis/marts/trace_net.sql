/*---
mart: trace_net
title: 净追溯码销售
grain: [trac_sn]
doc: >-
  Insured sales of trace codes that were not returned: the settlement (given, or that of the fee line) stands.
  A return cancels the latest earlier sale of the same code at the same institution, one to one. A code stands for one
  box unless it is hollow or that of a carton; whoever asks where a box went leaves both out. Hollow are codes shorter
  than eight characters, and the virtual ones that stand for drugs without a code (NMLC999…, NDPB999…, 3592B…). recurs
  is what such a question narrows by first: nearly every code stands in one record, no other can have been sold twice.
columns:
  trac_sn: {type: VARCHAR, zh: 追溯码记录流水号, needs: [drugtrac_d.trac_sn]}
  code: {type: VARCHAR, zh: 药品追溯码, needs: [drugtrac_d.drug_trac_codg]}
  fixmedins_code: {type: VARCHAR, zh: 定点医药机构编号, needs: [drugtrac_d.fixmedins_code]}
  uscc: {type: VARCHAR, zh: 统一社会信用代码, needs: [fixmedins_b.uscc]}
  admdvs: {type: VARCHAR, zh: 机构归属医保区划, needs: [fixmedins_b.fix_blng_admdvs]}
  med_list_codg: {type: VARCHAR, zh: 医疗目录编码, needs: [drugtrac_d.med_list_codg]}
  bkkp_sn: {type: VARCHAR, zh: 费用明细流水号, needs: [drugtrac_d.bkkp_sn]}
  setl_id: {type: VARCHAR, zh: 净结算ID, needs: [drugtrac_d.setl_id]}
  psn_no: {type: VARCHAR, zh: 结算人员, needs: [setl_d.psn_no]}
  sold_at: {type: TIMESTAMP, zh: 销售时间, needs: [drugtrac_d.sel_retn_time]}
  split: {type: BOOLEAN, zh: 拆零, needs: [drugtrac_d.trdn_flag]}
  cnt: {type: 'DECIMAL(16,4)', zh: 销售数量, needs: [drugtrac_d.sel_retn_cnt]}
  hollow: {type: BOOLEAN, zh: 过短码或虚拟码（不对应一个药盒）, needs: [drugtrac_d.drug_trac_codg]}
  carton: {type: BOOLEAN, zh: 中包装或大包装码（包装层级 2、3）, needs: [drugtrac_d.trac_codg_pac_hery]}
  recurs: {type: BOOLEAN, zh: 同一码有不止一条记录（含退货）, needs: [drugtrac_d.drug_trac_codg]}
cases:
  - name: 退回后再售，只留后一次
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}, {mdtrt_id: E2, fixmedins_code: D}]
      setl_d: [{setl_id: T1, mdtrt_id: E1, inscp_amt: 10, medfee_sumamt: 10}, {setl_id: T2, mdtrt_id: E2, inscp_amt: 10, medfee_sumamt: 10}]
      drugtrac_d:
        - {trac_sn: A, drug_trac_codg: "81234560000000000001", fixmedins_code: D, setl_id: T1, sel_retn_time: "2026-05-01 10:00:00", trdn_flag: "0", sel_retn_cnt: 1}
        - {trac_sn: B, drug_trac_codg: "81234560000000000001", fixmedins_code: D, setl_id: T1, sel_retn_time: "2026-05-02 10:00:00", trdn_flag: "0", sel_retn_cnt: -1}
        - {trac_sn: C, drug_trac_codg: "81234560000000000001", fixmedins_code: D, setl_id: T2, sel_retn_time: "2026-05-03 10:00:00", trdn_flag: "0", sel_retn_cnt: 1}
    gives:
      - {trac_sn: C, setl_id: T2, psn_no: P, split: false, recurs: true}
  - name: 结算已撤销的销售不算，自费销售不算
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}]
      setl_d:
        - {setl_id: T1, mdtrt_id: E1, inscp_amt: 10, medfee_sumamt: 10, fund_pay_sumamt: 8}
        - {setl_id: T2, mdtrt_id: E1, inscp_amt: -10, medfee_sumamt: -10, fund_pay_sumamt: -8, init_setl_id: T1}
      drugtrac_d:
        - {trac_sn: A, drug_trac_codg: "81234560000000000001", fixmedins_code: D, setl_id: T1, sel_retn_time: "2026-05-01 10:00:00", trdn_flag: "0"}
        - {trac_sn: B, drug_trac_codg: "81234560000000000002", fixmedins_code: D, sel_retn_time: "2026-05-01 10:00:00", trdn_flag: "0"}
    gives: []
  - name: 结算号查不到的，按费用明细找到结算；明细已退的不算
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}]
      fee_list_d:
        - {mdtrt_id: E1, bkkp_sn: L1}
        - {mdtrt_id: E1, bkkp_sn: L2, cnt: 2}
        - {mdtrt_id: E1, bkkp_sn: L3, cnt: -2, init_feedetl_sn: L2}
      setl_d: [{setl_id: T1, mdtrt_id: E1, medfee_sumamt: 10}]
      drugtrac_d:
        - {trac_sn: A, drug_trac_codg: "81234560000000000001", fixmedins_code: D, bkkp_sn: L1, setl_id: LOST, sel_retn_time: "2026-05-01 10:00:00", trdn_flag: "0"}
        - {trac_sn: B, drug_trac_codg: "81234560000000000002", fixmedins_code: D, bkkp_sn: L2, sel_retn_time: "2026-05-01 10:00:00", trdn_flag: "0"}
    gives: [{trac_sn: A, setl_id: T1, psn_no: P}]
  - name: 没有结算号的，按费用明细找到结算
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}]
      fee_list_d: [{mdtrt_id: E1, bkkp_sn: L1, setl_id: T1}]
      drugtrac_d:
        - {trac_sn: A, drug_trac_codg: "81234560000000000001", fixmedins_code: D, bkkp_sn: L1, sel_retn_time: "2026-05-01 10:00:00", trdn_flag: "1"}
    gives:
      - {trac_sn: A, setl_id: T1, split: true, recurs: false}
  - name: 过短码、虚拟码和中包装、大包装码不对应一个药盒；层级未填的按单盒
    given:
      mdtrt_d: [{mdtrt_id: E1, fixmedins_code: D}]
      setl_d: [{setl_id: T1, mdtrt_id: E1, inscp_amt: 10, medfee_sumamt: 10}]
      drugtrac_d:
        - {trac_sn: A, drug_trac_codg: "=8123456", fixmedins_code: D, setl_id: T1, sel_retn_time: "2026-05-01 10:00:00"}
        - {trac_sn: B, drug_trac_codg: "=81234567", fixmedins_code: D, setl_id: T1, sel_retn_time: "2026-05-01 10:00:00", trac_codg_pac_hery: null}
        - {trac_sn: C, drug_trac_codg: NMLC99900, fixmedins_code: D, setl_id: T1, sel_retn_time: "2026-05-01 10:00:00"}
        - {trac_sn: E, drug_trac_codg: NDPB9990000000000001, fixmedins_code: D, setl_id: T1, sel_retn_time: "2026-05-01 10:00:00"}
        - {trac_sn: F, drug_trac_codg: 3592B000000000000001, fixmedins_code: D, setl_id: T1, sel_retn_time: "2026-05-01 10:00:00"}
        - {trac_sn: G, drug_trac_codg: "81234560000000000001", fixmedins_code: D, setl_id: T1, sel_retn_time: "2026-05-01 10:00:00", trac_codg_pac_hery: "1"}
        - {trac_sn: H, drug_trac_codg: "81234560000000000002", fixmedins_code: D, setl_id: T1, sel_retn_time: "2026-05-01 10:00:00", trac_codg_pac_hery: "2"}
        - {trac_sn: I, drug_trac_codg: "81234560000000000002", fixmedins_code: D, setl_id: T1, sel_retn_time: "2026-05-02 10:00:00", trac_codg_pac_hery: "3"}
    gives:
      - {trac_sn: A, hollow: true, carton: false, recurs: false}
      - {trac_sn: B, hollow: false, carton: false}
      - {trac_sn: C, hollow: true}
      - {trac_sn: E, hollow: true}
      - {trac_sn: F, hollow: true}
      - {trac_sn: G, hollow: false, carton: false, recurs: false}
      - {trac_sn: H, hollow: false, carton: true, recurs: true}
      - {trac_sn: I, carton: true, recurs: true}
---*/
WITH returned AS (
  SELECT drug_trac_codg, fixmedins_code FROM drugtrac_d WHERE sel_retn_cnt < 0
), moved AS (
  -- Codes that came back somewhere: each return takes the latest sale before it that is not taken yet.
  SELECT
    d.trac_sn, d.drug_trac_codg, d.fixmedins_code, d.sel_retn_time,
    CASE WHEN d.sel_retn_cnt < 0 THEN -1 ELSE 1 END AS step
  FROM drugtrac_d AS d
  WHERE EXISTS (SELECT 1 FROM returned AS r WHERE r.drug_trac_codg = d.drug_trac_codg AND r.fixmedins_code = d.fixmedins_code)
), depth AS (
  SELECT
    m.*,
    SUM(m.step) OVER (PARTITION BY m.drug_trac_codg, m.fixmedins_code ORDER BY m.sel_retn_time, m.trac_sn ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS held
  FROM moved AS m
), taken AS (
  -- As with brackets: a sale at level n is taken back by the first later return that falls to level n - 1.
  SELECT DISTINCT s.trac_sn
  FROM depth AS s
  JOIN depth AS b
    ON b.drug_trac_codg = s.drug_trac_codg AND b.fixmedins_code = s.fixmedins_code
    AND b.step = -1 AND b.held = s.held - 1 AND (b.sel_retn_time > s.sel_retn_time OR (b.sel_retn_time = s.sel_retn_time AND b.trac_sn > s.trac_sn))
  WHERE s.step = 1
), lost AS (
  -- Without a settlement that stands under the number it names: the one that its fee line belongs to.
  SELECT s.trac_sn, n.setl_id, n.psn_no
  FROM (SELECT t.trac_sn, t.bkkp_sn FROM drugtrac_d AS t WHERE NOT EXISTS (SELECT 1 FROM setl_net AS k WHERE k.setl_id = t.setl_id)) AS s
  JOIN fee_net AS f ON f.bkkp_sn = s.bkkp_sn
  JOIN setl_net AS n ON n.setl_id = f.setl_id
), recurring AS (
  SELECT drug_trac_codg FROM drugtrac_d GROUP BY drug_trac_codg HAVING COUNT(*) > 1
)
SELECT
  s.trac_sn, s.drug_trac_codg AS code, s.fixmedins_code, i.uscc, i.admdvs, s.med_list_codg, s.bkkp_sn,
  COALESCE(n.setl_id, l.setl_id) AS setl_id, COALESCE(n.psn_no, l.psn_no) AS psn_no,
  s.sel_retn_time AS sold_at,
  CASE WHEN s.trdn_flag = '1' THEN TRUE ELSE FALSE END AS split,
  s.sel_retn_cnt AS cnt,
  length(s.drug_trac_codg) < 8 OR starts_with(s.drug_trac_codg, 'NMLC999') OR starts_with(s.drug_trac_codg, 'NDPB999')
    OR starts_with(s.drug_trac_codg, '3592B') AS hollow,
  COALESCE(s.trac_codg_pac_hery IN ('2', '3'), FALSE) AS carton,
  r.drug_trac_codg IS NOT NULL AS recurs
FROM drugtrac_d AS s
JOIN inst AS i ON i.fixmedins_code = s.fixmedins_code
LEFT JOIN taken AS t ON t.trac_sn = s.trac_sn
LEFT JOIN setl_net AS n ON n.setl_id = s.setl_id
LEFT JOIN lost AS l ON l.trac_sn = s.trac_sn
LEFT JOIN recurring AS r ON r.drug_trac_codg = s.drug_trac_codg
-- In one CASE over all joins: tested earlier, DuckDB takes the sales for few and builds its hash tables of them.
WHERE CASE
  WHEN COALESCE(n.setl_id, l.setl_id) IS NOT NULL AND t.trac_sn IS NULL THEN COALESCE(s.sel_retn_cnt, 1) > 0
  ELSE FALSE
END
