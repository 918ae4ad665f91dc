/*---
mart: stay_enc
title: 住院与就诊的对应
grain: [mdtrt_id]
doc: >-
  Which inpatient encounters (with a net line or settlement) make up which stay. Two encounters of a person at
  one institution are one stay only if the second begins within 24 hours of the end of the first (date-only
  clocks may overlap by as much) and the break is administrative: it spans the turn of the year, the insurance
  type differs, or the first was settled in mid-stay.
columns:
  mdtrt_id: {type: VARCHAR, zh: 就诊ID, needs: [mdtrt_d.mdtrt_id]}
  stay_id: {type: VARCHAR, zh: 住院ID（首次就诊ID）, needs: [mdtrt_d.mdtrt_id]}
  nth: {type: BIGINT, zh: 在该次住院中的序号（从 1 起）, needs: [mdtrt_d.begntime]}
  n_enc: {type: BIGINT, zh: 该次住院的就诊数, needs: [mdtrt_d.mdtrt_id]}
cases:
  - name: a stay cut at the turn of the year is one, two stays a day apart in May are two
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2024-12-20 10:00:00", endtime: "2024-12-31 23:59:59"}
        - {mdtrt_id: I2, begntime: "2025-01-01 00:00:00", endtime: "2025-01-09 10:00:00"}
        - {mdtrt_id: I3, begntime: "2025-05-01 10:00:00", endtime: "2025-05-03 10:00:00"}
        - {mdtrt_id: I4, begntime: "2025-05-03 18:00:00", endtime: "2025-05-09 10:00:00"}
      fee_list_d: [{mdtrt_id: I1}, {mdtrt_id: I2}, {mdtrt_id: I3}, {mdtrt_id: I4}]
    gives:
      - {mdtrt_id: I1, stay_id: I1, nth: 1, n_enc: 2}
      - {mdtrt_id: I2, stay_id: I1, nth: 2, n_enc: 2}
      - {mdtrt_id: I3, stay_id: I3, nth: 1, n_enc: 1}
      - {mdtrt_id: I4, stay_id: I4, nth: 1, n_enc: 1}
  - name: a change of insurance type and a settlement in mid-stay join, 24 hours and a second do not
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2025-05-01 10:00:00", endtime: "2025-05-10 10:00:00", insutype: "390"}
        - {mdtrt_id: I2, begntime: "2025-05-11 10:00:00", endtime: "2025-05-20 10:00:00", insutype: "310"}
        - {mdtrt_id: I3, begntime: "2025-05-20 10:00:00", endtime: "2025-05-25 10:00:00", insutype: "310"}
        - {mdtrt_id: I4, begntime: "2025-05-26 10:00:01", endtime: "2025-05-30 10:00:00", insutype: "390"}
      setl_d:
        - {setl_id: S1, mdtrt_id: I1, medfee_sumamt: 1.00}
        - {setl_id: S2, mdtrt_id: I2, medfee_sumamt: 1.00, mid_setl_flag: "1"}
        - {setl_id: S3, mdtrt_id: I3, medfee_sumamt: 1.00}
        - {setl_id: S4, mdtrt_id: I4, medfee_sumamt: 1.00}
    gives:
      - {mdtrt_id: I1, stay_id: I1, nth: 1, n_enc: 3}
      - {mdtrt_id: I2, stay_id: I1, nth: 2, n_enc: 3}
      - {mdtrt_id: I3, stay_id: I1, nth: 3, n_enc: 3}
      - {mdtrt_id: I4, stay_id: I4, nth: 1, n_enc: 1}
  - name: another institution is another stay, and an encounter without lines or settlement is none
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2024-12-20 10:00:00", endtime: "2024-12-31 23:59:59"}
        - {mdtrt_id: I2, fixmedins_code: H2, begntime: "2025-01-01 00:00:00", endtime: "2025-01-09 10:00:00"}
        - {mdtrt_id: I3, begntime: "2025-06-01 00:00:00", endtime: "2025-06-09 10:00:00"}
      fee_list_d: [{mdtrt_id: I1}, {mdtrt_id: I2}]
    gives: [{mdtrt_id: I1, stay_id: I1, n_enc: 1}, {mdtrt_id: I2, stay_id: I2, n_enc: 1}]
---*/
WITH inpatient AS (
  SELECT e.mdtrt_id, e.psn_no, e.fixmedins_code, e.begntime, e.endtime, e.insutype, e.mid_setl
  FROM enc AS e
  LEFT JOIN ip_fee AS l ON l.mdtrt_id = e.mdtrt_id
  WHERE e.is_ip AND (e.n_setl_all > 0 OR l.mdtrt_id IS NOT NULL)
), followed AS (
  SELECT
    *,
    LAG(endtime) OVER (PARTITION BY psn_no, fixmedins_code ORDER BY begntime, mdtrt_id) AS prev_endtime,
    LAG(insutype) OVER (PARTITION BY psn_no, fixmedins_code ORDER BY begntime, mdtrt_id) AS prev_insutype,
    LAG(mid_setl) OVER (PARTITION BY psn_no, fixmedins_code ORDER BY begntime, mdtrt_id) AS prev_mid_setl
  FROM inpatient
), joint AS (
  SELECT *, CASE
    WHEN seconds_between(prev_endtime, begntime) BETWEEN -86400 AND 86400
      AND (year_of(prev_endtime) < year_of(begntime) OR prev_insutype <> insutype OR prev_mid_setl)
    THEN 0 ELSE 1
  END AS opens
  FROM followed
), numbered AS (
  SELECT *, SUM(opens) OVER (
    PARTITION BY psn_no, fixmedins_code ORDER BY begntime, mdtrt_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS episode
  FROM joint
)
SELECT
  mdtrt_id,
  FIRST_VALUE(mdtrt_id) OVER (PARTITION BY psn_no, fixmedins_code, episode ORDER BY begntime, mdtrt_id) AS stay_id,
  ROW_NUMBER() OVER (PARTITION BY psn_no, fixmedins_code, episode ORDER BY begntime, mdtrt_id) AS nth,
  COUNT(*) OVER (PARTITION BY psn_no, fixmedins_code, episode) AS n_enc
FROM numbered
