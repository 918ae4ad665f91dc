/*---
mart: stay_tie
title: 同进同出
grain: [stay_id, tie]
doc: >-
  Other persons with the same tie (tel: telephone; addr: village or community; origin: county of insurance of remote
  patients) who came to and left the institution within a day of this stay. expected: the stays of the tie there
  within half a year either way x the share of its other stays in that time that lie within a day of this one at both
  ends, drawn to what thirty stays would give that come evenly on working days and are all equally long (three working
  days of those that the data has of the time). A telephone of the institution, or of over 200 persons, is no tie.
  Stays without another person have no row.
columns:
  stay_id: {type: VARCHAR, zh: 住院ID, needs: [mdtrt_d.mdtrt_id]}
  tie: {type: VARCHAR, zh: 联系（tel 电话，addr 村或社区，origin 参保地）, needs: ["mdtrt_d.tel|psn_info_b.tel|psn_info_b.addr|psn_info_b.insu_admdvs"]}
  tie_key: {type: VARCHAR, zh: 联系的值, needs: ["mdtrt_d.tel|psn_info_b.tel|psn_info_b.addr|psn_info_b.insu_admdvs"]}
  persons: {type: BIGINT, zh: 同进同出的其他人数, needs: [mdtrt_d.endtime]}
  expected: {type: DOUBLE, zh: 偶然的人数, needs: [mdtrt_d.endtime]}
cases:
  - name: four of one telephone leave together, among twenty stays of the hospital; the fifth comes a week later
    given:
      mdtrt_d:
        - {repeat: {n: 4}, mdtrt_id: I<n>, psn_no: P<n>, tel: "=13912345678", begntime: "2026-05-04 09:00:00", endtime: "2026-05-10 10:00:00"}
        - {mdtrt_id: I5, psn_no: P5, tel: "=13912345678", begntime: "2026-05-14 09:00:00", endtime: "2026-05-19 10:00:00"}
        - {repeat: {n: 15}, mdtrt_id: IB<n>, psn_no: Q<n>, begntime: "2026-06-04 09:00:00", endtime: "2026-06-10 10:00:00"}
      setl_d:
        - {repeat: {n: 5}, mdtrt_id: I<n>, medfee_sumamt: 10}
        - {repeat: {n: 15}, mdtrt_id: IB<n>, medfee_sumamt: 10}
    gives:
      - {stay_id: I1, tie: tel, tie_key: "13912345678", persons: 3, expected: 0.07650273224043716}
      - {stay_id: I2, tie: tel, persons: 3, expected: 0.07650273224043716}
      - {stay_id: I3, tie: tel, persons: 3, expected: 0.07650273224043716}
      - {stay_id: I4, tie: tel, persons: 3, expected: 0.07650273224043716}
  - name: neighbours of a village, and remote patients of one county, a day apart
    given:
      psn_info_b:
        - {psn_no: P1, addr: 青山镇柳树村3号}
        - {psn_no: P2, addr: 青山镇柳树村9号}
        - {psn_no: P3, insu_admdvs: "339901"}
        - {psn_no: P4, insu_admdvs: "339901"}
      mdtrt_d:
        - {mdtrt_id: I1, psn_no: P1, begntime: "2026-05-04 09:00:00", endtime: "2026-05-10 10:00:00"}
        - {mdtrt_id: I2, psn_no: P2, begntime: "2026-05-05 09:00:00", endtime: "2026-05-09 10:00:00"}
        - {mdtrt_id: I3, psn_no: P3, begntime: "2026-06-04 09:00:00", endtime: "2026-06-10 10:00:00"}
        - {mdtrt_id: I4, psn_no: P4, begntime: "2026-06-03 09:00:00", endtime: "2026-06-10 10:00:00"}
      setl_d: [{mdtrt_id: I1, medfee_sumamt: 10}, {mdtrt_id: I2, medfee_sumamt: 10}, {mdtrt_id: I3, medfee_sumamt: 10}, {mdtrt_id: I4, medfee_sumamt: 10}]
    gives:
      - {stay_id: I1, tie: addr, tie_key: 青山镇柳树村, persons: 1}
      - {stay_id: I2, tie: addr, persons: 1}
      - {stay_id: I3, tie: origin, tie_key: "339901", persons: 1}
      - {stay_id: I4, tie: origin, persons: 1}
---*/
WITH closed AS (
  SELECT
    stay_id, psn_no, fixmedins_code, LEFT(admdvs, 4) AS city4, adm_date, dscg_date, remove_matches(tel, '[^0-9]') AS tel,
    remove_matches(match_of(addr, '^.*(村|社区|小区|组)'), '[0-9]') AS place,
    CASE WHEN LEFT(insu_admdvs, 4) <> LEFT(admdvs, 4) THEN LEFT(insu_admdvs, 6) END AS origin
  FROM stay
  WHERE in_scope AND NOT is_open
), phone AS (
  SELECT tel
  FROM closed
  WHERE length(tel) >= 7
  GROUP BY tel
  HAVING COUNT(DISTINCT psn_no) BETWEEN 2 AND 200
), tied AS (
  SELECT c.stay_id, c.psn_no, c.fixmedins_code, c.adm_date, c.dscg_date, 'tel' AS tie, c.tel AS tie_key
  FROM closed AS c
  JOIN phone AS p ON p.tel = c.tel
  UNION ALL
  SELECT c.stay_id, c.psn_no, c.fixmedins_code, c.adm_date, c.dscg_date, 'addr' AS tie, c.place AS tie_key
  FROM closed AS c
  WHERE length(c.place) >= 6
  UNION ALL
  SELECT c.stay_id, c.psn_no, c.fixmedins_code, c.adm_date, c.dscg_date, 'origin' AS tie, c.origin AS tie_key
  FROM closed AS c
  WHERE c.origin IS NOT NULL
), several AS (
  SELECT fixmedins_code, tie, tie_key
  FROM tied
  GROUP BY fixmedins_code, tie, tie_key
  HAVING MIN(psn_no) < MAX(psn_no)
), met AS (
  -- near: the stays of the tie at the institution within half a year either way, this one among them.
  SELECT
    t.stay_id, t.psn_no, t.fixmedins_code, t.adm_date, t.dscg_date, t.tie, t.tie_key,
    COUNT(*) OVER (
      PARTITION BY t.fixmedins_code, t.tie, t.tie_key ORDER BY day_number(t.adm_date) RANGE BETWEEN 182 PRECEDING AND 182 FOLLOWING
    ) AS near
  FROM tied AS t
  JOIN several AS s ON s.fixmedins_code = t.fixmedins_code AND s.tie = t.tie AND s.tie_key = t.tie_key
), step AS (
  SELECT -1 AS by_days
  UNION ALL
  SELECT 0 AS by_days
  UNION ALL
  SELECT 1 AS by_days
), tie_slot AS (
  SELECT fixmedins_code, tie, tie_key, adm_date, dscg_date, COUNT(*) AS stays, COUNT(DISTINCT psn_no) AS persons
  FROM met
  GROUP BY fixmedins_code, tie, tie_key, adm_date, dscg_date
), tie_near AS (
  SELECT s.fixmedins_code, s.tie, s.tie_key, s.adm_date, add_days(s.dscg_date, a.by_days) AS dscg_date, s.stays, s.persons
  FROM tie_slot AS s
  CROSS JOIN step AS a
), together AS (
  -- Slots meet slots, day by day at both ends: as many as there are, however many stays a slot has. Each side is written
  -- out for one of the ends, so that the dates are part of what is joined on.
  SELECT
    m.fixmedins_code, m.tie, m.tie_key, m.adm_date, m.dscg_date, SUM(o.stays) AS stays, SUM(o.persons) - 1 AS persons
  FROM (
    SELECT t.fixmedins_code, t.tie, t.tie_key, t.adm_date, t.dscg_date, add_days(t.adm_date, a.by_days) AS near_date
    FROM tie_slot AS t
    CROSS JOIN step AS a
  ) AS m
  JOIN tie_near AS o
    ON o.fixmedins_code = m.fixmedins_code AND o.tie = m.tie AND o.tie_key = m.tie_key AND o.adm_date = m.near_date
    AND o.dscg_date = m.dscg_date
  GROUP BY m.fixmedins_code, m.tie, m.tie_key, m.adm_date, m.dscg_date
  HAVING SUM(o.persons) > 1
), slot AS (
  SELECT fixmedins_code, adm_date, dscg_date, COUNT(*) AS n FROM closed GROUP BY fixmedins_code, adm_date, dscg_date
), arrived AS (
  SELECT fixmedins_code, adm_date, SUM(n) AS n FROM slot GROUP BY fixmedins_code, adm_date
), yearly AS (
  SELECT
    fixmedins_code, adm_date,
    SUM(n) OVER (
      PARTITION BY fixmedins_code ORDER BY day_number(adm_date) RANGE BETWEEN 182 PRECEDING AND 182 FOLLOWING
    ) AS n
  FROM arrived
), even AS (
  -- 30 stays x 3 days ÷ (5/7 of these days) = 126 ÷ days.
  SELECT
    a.fixmedins_code, a.adm_date,
    1 + greatest(
      182,
      days_between(
        greatest(add_days(a.adm_date, -182), coalesce(p.first_date, a.adm_date)), least(add_days(a.adm_date, 182), coalesce(p.last_date, a.adm_date))
      )
    ) AS days
  FROM (SELECT DISTINCT fixmedins_code, city4, adm_date FROM closed) AS a
  LEFT JOIN span AS p ON p.city4 = a.city4
), wanted AS (
  SELECT DISTINCT fixmedins_code, adm_date, dscg_date FROM together
), slot_near AS (
  SELECT s.fixmedins_code, s.adm_date, add_days(s.dscg_date, a.by_days) AS dscg_date, s.n FROM slot AS s CROSS JOIN step AS a
), beside AS (
  SELECT w.fixmedins_code, w.adm_date, w.dscg_date, SUM(s.n) AS n
  FROM (
    SELECT t.fixmedins_code, t.adm_date, t.dscg_date, add_days(t.adm_date, a.by_days) AS near_date
    FROM wanted AS t
    CROSS JOIN step AS a
  ) AS w
  JOIN slot_near AS s
    ON s.fixmedins_code = w.fixmedins_code AND s.adm_date = w.near_date AND s.dscg_date = w.dscg_date
  GROUP BY w.fixmedins_code, w.adm_date, w.dscg_date
)
SELECT
  m.stay_id, m.tie, m.tie_key, CAST(t.persons AS BIGINT) AS persons,
  ratio(m.near * (CAST((b.n - t.stays) * e.days AS BIGINT) + 126), CAST((y.n - m.near + 30) * e.days AS BIGINT)) AS expected
FROM together AS t
JOIN met AS m
  ON m.fixmedins_code = t.fixmedins_code AND m.tie = t.tie AND m.tie_key = t.tie_key AND m.adm_date = t.adm_date
  AND m.dscg_date = t.dscg_date
JOIN beside AS b ON b.fixmedins_code = m.fixmedins_code AND b.adm_date = m.adm_date AND b.dscg_date = m.dscg_date
JOIN yearly AS y ON y.fixmedins_code = m.fixmedins_code AND y.adm_date = m.adm_date
JOIN even AS e ON e.fixmedins_code = m.fixmedins_code AND e.adm_date = m.adm_date
