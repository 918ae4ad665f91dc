/*---
mart: contact
title: 共用的联系方式
grain: [kind, mark, psn_no]
doc: >-
  Persons under a contact that two to two hundred persons have in common: telephone (at least 7 digits; encounter or
  register), address key (address up to the last village, quarter or group, digits removed, at least 6 characters),
  agent (contact person or agent with telephone). The contact itself is not kept, only its mark. household: two
  persons, or three to six of whom the eldest is at least 18 years older than the youngest.
columns:
  kind: {type: VARCHAR, zh: 类别（tel 电话，addr 地址，agent 代办人）}
  mark: {type: VARCHAR, zh: 联系方式的摘要, needs: ["mdtrt_d.tel|psn_info_b.tel|psn_info_b.addr"]}
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [mdtrt_d.psn_no]}
  n_person: {type: BIGINT, zh: 共用的人数, needs: [mdtrt_d.psn_no]}
  household: {type: BOOLEAN, zh: 像是一户, needs: [psn_info_b.brdy]}
cases:
  - name: a couple and a family of three generations are households, four of one age are not, one person alone is nothing
    given:
      psn_info_b:
        - {psn_no: A1, tel: "13800000001"}
        - {psn_no: A2, tel: "13800000001"}
        - {psn_no: B1, tel: "13800000002", brdy: "1950-01-01"}
        - {psn_no: B2, tel: "13800000002", brdy: "1980-01-01"}
        - {psn_no: B3, tel: "13800000002", brdy: "2015-01-01"}
        - {psn_no: C1, tel: "13800000003"}
        - {psn_no: C2, tel: "13800000003"}
        - {psn_no: C3, tel: "13800000003"}
        - {psn_no: D1, tel: "13800000004"}
        - {psn_no: F1, tel: "12345"}
        - {psn_no: F2, tel: "12345"}
      mdtrt_d: [{repeat: {p: [A1, A2, B1, B2, B3, C1, C2, C3, D1, F1, F2]}, mdtrt_id: "E<p>", psn_no: "<p>"}]
    gives:
      - {kind: tel, psn_no: A1, n_person: 2, household: true}
      - {psn_no: A2, n_person: 2, household: true}
      - {psn_no: B1, n_person: 3, household: true}
      - {psn_no: B2, n_person: 3, household: true}
      - {psn_no: B3, n_person: 3, household: true}
      - {psn_no: C1, n_person: 3, household: false}
      - {psn_no: C2, n_person: 3, household: false}
      - {psn_no: C3, n_person: 3, household: false}
  - name: addresses meet in the village whatever the number, agents by name and telephone
    given:
      psn_info_b: [{psn_no: A1, addr: 江城区东风镇红星村3组12号}, {psn_no: A2, addr: 江城区东风镇红星村1组5号}, {psn_no: A3, addr: 红星村}, {psn_no: A4, addr: 红星村}]
      mdtrt_d:
        - {mdtrt_id: E1, psn_no: A1}
        - {mdtrt_id: E2, psn_no: A2}
        - {mdtrt_id: E3, psn_no: A3, agnter_name: 张三, agnter_tel: "13900000000"}
        - {mdtrt_id: E4, psn_no: A4, agnter_name: 张三, agnter_tel: "13900000000"}
    gives:
      - {kind: addr, psn_no: A1, n_person: 2}
      - {kind: addr, psn_no: A2, n_person: 2}
      - {kind: agent, psn_no: A3}
      - {kind: agent, psn_no: A4}
---*/
WITH given AS (
  SELECT DISTINCT psn_no, tel, addr, agnter_name, coner_name, agnter_tel FROM enc WHERE in_scope
), told AS (
  SELECT e.psn_no, 'tel' AS kind, e.tel AS value FROM given AS e WHERE matches(e.tel, '[0-9]{7}')
  UNION
  SELECT
    e.psn_no, 'addr' AS kind, match_of(remove_matches(match_of(e.addr, '^.*(村|社区|小区|组)'), '[0-9]'), '^.{6,}$') AS value
  FROM given AS e
  WHERE e.addr IS NOT NULL
  UNION
  SELECT e.psn_no, 'agent' AS kind, COALESCE(e.agnter_name, e.coner_name) || ' ' || COALESCE(e.agnter_tel, e.tel) AS value
  FROM given AS e
  WHERE matches(COALESCE(e.agnter_tel, e.tel), '[0-9]{7}')
), shared AS (
  SELECT
    t.kind, t.value, COUNT(*) AS n_person,
    COUNT(*) = 2 OR (COUNT(*) <= 6 AND COALESCE(completed_years(MIN(p.brdy), MAX(p.brdy)) >= 18, FALSE)) AS household
  FROM told AS t
  JOIN psn_info_b AS p ON p.psn_no = t.psn_no
  WHERE t.value IS NOT NULL
  GROUP BY t.kind, t.value
  HAVING COUNT(*) BETWEEN 2 AND 200
)
SELECT t.kind, LEFT(md5_of(t.value), 16) AS mark, t.psn_no, s.n_person, s.household
FROM told AS t
JOIN shared AS s ON s.kind = t.kind AND s.value = t.value
