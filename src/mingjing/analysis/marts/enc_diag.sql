/*---
mart: enc_diag
title: 就诊诊断
grain: [mdtrt_id, diag]
doc: >-
  The diagnoses of an encounter: those of setl_list_diag_d and dscg_maindiag_code of the encounter, upper case
  and trimmed; a dagger-asterisk code gives one row for each half. is_main: maindiag_flag '1' of a western
  diagnosis; without any such row, the encounter's own main code (of a dagger-asterisk code the first half).
columns:
  mdtrt_id: {type: VARCHAR, zh: 就诊ID, needs: [mdtrt_d.mdtrt_id]}
  diag: {type: VARCHAR, zh: 诊断编码}
  is_main: {type: BOOLEAN, zh: 主要诊断}
  diag_type: {type: VARCHAR, zh: 诊断类别（1 西医，2 中医主病，3 中医主证）, needs: [setl_list_diag_d.diag_type]}
  inout_diag_type: {type: VARCHAR, zh: 出入院诊断类别（1 入院，2 出院；两者都有时取 2）, needs: [setl_list_diag_d.inout_diag_type]}
cases:
  - name: the list and the encounter's own code are one set, the flagged western diagnosis is the main one
    given:
      mdtrt_d: [{mdtrt_id: E, dscg_maindiag_code: i10}]
      setl_list_diag_d:
        - {diag_code: " j44.100 ", maindiag_flag: "1", diag_type: "1", inout_diag_type: "2"}
        - {diag_code: A01.01, maindiag_flag: "1", diag_type: "2"}
        - {diag_code: I10, maindiag_flag: "0", inout_diag_type: "1"}
    gives:
      - {diag: J44.100, is_main: true, inout_diag_type: "2"}
      - {diag: A01.01, is_main: false, diag_type: "2"}
      - {diag: I10, is_main: false, inout_diag_type: "1"}
  - name: without a flagged diagnosis the encounter's own code is the main one
    given:
      mdtrt_d: [{mdtrt_id: E, dscg_maindiag_code: I10}]
      setl_list_diag_d: [{diag_code: J44.100}]
    gives: [{diag: I10, is_main: true}, {diag: J44.100, is_main: false}]
  - name: both halves of a dagger-asterisk code count, the first is the main one
    given: {mdtrt_d: [{mdtrt_id: E, dscg_maindiag_code: E05.002+H06.2*}]}
    gives: [{diag: E05.002, is_main: true}, {diag: "H06.2*", is_main: false}]
  - name: one flagged diagnosis and another code of the encounter itself; the same code in both places is one row
    given:
      mdtrt_d: [{mdtrt_id: E, dscg_maindiag_code: I10}, {mdtrt_id: E2, dscg_maindiag_code: J44.100}, {mdtrt_id: E3, dscg_maindiag_code: J18.900}]
      setl_list_diag_d:
        - {mdtrt_id: E, diag_code: J44.100, maindiag_flag: "1", diag_type: "1"}
        - {mdtrt_id: E2, diag_code: J44.100, maindiag_flag: "0", diag_type: "1", inout_diag_type: "2"}
        - {mdtrt_id: E3, diag_code: "", maindiag_flag: "1"}
    gives:
      - {mdtrt_id: E, diag: J44.100, is_main: true}
      - {mdtrt_id: E, diag: I10, is_main: false}
      - {mdtrt_id: E2, diag: J44.100, is_main: true, diag_type: "1", inout_diag_type: "2"}
      - {mdtrt_id: E3, diag: J18.900, is_main: false}
  - name: an encounter without any diagnosis has no row
    given: {fee_list_d: [{bkkp_sn: A}]}
    gives: []
---*/
WITH listed AS (
  SELECT
    mdtrt_id, UPPER(TRIM(diag_code)) AS diag, diag_type, inout_diag_type,
    COALESCE(maindiag_flag = '1' AND COALESCE(diag_type, '1') = '1', FALSE) AS is_main
  FROM setl_list_diag_d
), flagged AS (
  SELECT DISTINCT mdtrt_id FROM listed WHERE is_main
), whole AS (
  SELECT mdtrt_id, diag, is_main, diag_type, inout_diag_type FROM listed
  UNION ALL
  SELECT
    m.mdtrt_id, UPPER(TRIM(m.dscg_maindiag_code)) AS diag, f.mdtrt_id IS NULL AS is_main,
    CAST(NULL AS VARCHAR) AS diag_type, CAST(NULL AS VARCHAR) AS inout_diag_type
  FROM mdtrt_d AS m
  LEFT JOIN flagged AS f ON f.mdtrt_id = m.mdtrt_id
  WHERE m.dscg_maindiag_code IS NOT NULL
), half AS (
  SELECT
    mdtrt_id, CASE WHEN contains(diag, '+') THEN remove_matches(diag, '[+].*$') ELSE diag END AS diag, is_main,
    diag_type, inout_diag_type
  FROM whole
  UNION ALL
  SELECT mdtrt_id, REPLACE(match_of(diag, '[+].*$'), '+', '') AS diag, FALSE AS is_main, diag_type, inout_diag_type
  FROM whole
  WHERE contains(diag, '+')
)
SELECT
  mdtrt_id, diag, bool_or(is_main) AS is_main, MIN(diag_type) AS diag_type, MAX(inout_diag_type) AS inout_diag_type
FROM half
WHERE diag <> ''
GROUP BY mdtrt_id, diag
