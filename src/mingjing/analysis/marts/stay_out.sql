/*---
mart: stay_out
title: 在院期间他院就诊日
grain: [stay_id, day]
doc: >-
  Dates strictly inside a stay on which the person was cared for at another institution, so that he or she must have
  been there: an outpatient visit with a test, treatment or operation, a purchase with the card itself, or anything in
  another city. Left out: leave, dialysis and other series that were agreed, tests only at a higher hospital, and
  visits none of whose lines fell on the date.
columns:
  stay_id: {type: VARCHAR, zh: 住院ID, needs: [mdtrt_d.mdtrt_id]}
  day: {type: DATE, zh: 日期, needs: [setl_d.setl_time, mdtrt_d.endtime]}
  kind: {type: VARCHAR, zh: 情形（care 门诊诊疗，card 持卡购药，city 外地就诊）, needs: [fee_list_d.med_chrgitm_type]}
  places: {type: VARCHAR, zh: 就诊机构列表, needs: [setl_d.fixmedins_code]}
  mdtrt_ids: {type: VARCHAR, zh: 就诊ID列表, needs: [setl_d.mdtrt_id]}
cases:
  - name: treatment elsewhere in mid-stay counts, consultation alone, leave and the last day do not
    given:
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: H2}
        - {mdtrt_id: E2, fixmedins_code: H2}
        - {mdtrt_id: E3, fixmedins_code: H2}
        - {mdtrt_id: E4, fixmedins_code: H2}
      fee_list_d:
        - {mdtrt_id: I1, pric: 40, fee_ocur_time: "2026-05-01 20:00:00"}
        - {mdtrt_id: E1, med_chrgitm_type: "05", fee_ocur_time: "2026-05-03 10:00:00"}
        - {mdtrt_id: E2, med_chrgitm_type: "02", fee_ocur_time: "2026-05-04 10:00:00"}
        - {mdtrt_id: E3, med_chrgitm_type: "05", fee_ocur_time: "2026-05-05 10:00:00"}
        - {mdtrt_id: E4, med_chrgitm_type: "05", fee_ocur_time: "2026-05-09 10:00:00"}
      leave_d: [{mdtrt_id: I1, begntime: "2026-05-05 08:00:00", endtime: "2026-05-05 18:00:00", appr_flag: "1"}]
    gives: [{stay_id: I1, day: 2026-05-03, kind: care, places: "|H2|", mdtrt_ids: "|E1|"}]
  - name: a purchase with the card itself, with the electronic voucher, and in another city
    given:
      fixmedins_b: [{fixmedins_code: D3, fixmedins_type: "2", fix_blng_admdvs: "990101"}]
      mdtrt_d:
        - {mdtrt_id: I1, begntime: "2026-05-01 09:00:00", endtime: "2026-05-09 10:00:00"}
        - {mdtrt_id: E1, fixmedins_code: D1, med_type: "41"}
        - {mdtrt_id: E2, fixmedins_code: D1, med_type: "41"}
        - {mdtrt_id: E3, fixmedins_code: D3, med_type: "41"}
      fee_list_d:
        - {mdtrt_id: I1, pric: 40, fee_ocur_time: "2026-05-01 20:00:00"}
        - {mdtrt_id: E1, med_chrgitm_type: "09", fee_ocur_time: "2026-05-03 10:00:00"}
        - {mdtrt_id: E2, med_chrgitm_type: "09", fee_ocur_time: "2026-05-04 10:00:00"}
        - {mdtrt_id: E3, med_chrgitm_type: "09", fee_ocur_time: "2026-05-05 10:00:00"}
      setl_d:
        - {mdtrt_id: I1, medfee_sumamt: 40, inscp_amt: 40}
        - {mdtrt_id: E1, mdtrt_cert_type: "03", setl_time: "2026-05-03 10:00:00"}
        - {mdtrt_id: E2, mdtrt_cert_type: "01", setl_time: "2026-05-04 10:00:00"}
        - {mdtrt_id: E3, mdtrt_cert_type: "01", setl_time: "2026-05-05 10:00:00"}
    gives:
      - {stay_id: I1, day: 2026-05-03, kind: card}
      - {stay_id: I1, day: 2026-05-05, kind: city}
---*/
WITH pair AS (
  SELECT
    s.stay_id, s.psn_no, s.hosp_group, v.fixmedins_code AS place, v.svc_date AS day, v.scene, v.hosp_group AS place_group,
    LEFT(v.admdvs, 4) <> LEFT(s.admdvs, 4) AS far
  FROM stay AS s
  JOIN visit AS v ON v.psn_no = s.psn_no AND v.svc_date > s.adm_date AND v.svc_date < s.dscg_date
  WHERE s.in_scope AND NOT s.is_open AND s.nights >= 2 AND v.scene IN ('OP', 'PH') AND v.inst_key <> s.inst_key
), settled AS (
  SELECT p.stay_id, p.day, p.place, p.scene, p.hosp_group, p.place_group, p.far, n.setl_id, n.mdtrt_id, n.cert
  FROM pair AS p
  JOIN setl_net AS n
    ON n.psn_no = p.psn_no AND n.fixmedins_code = p.place AND n.setl_date = p.day AND n.scene = p.scene
), judged AS (
  SELECT
    s.stay_id, s.day, s.place, s.scene,
    bool_or(coalesce(s.far, FALSE)) AS far,
    bool_or(coalesce(s.cert = '03', FALSE)) AS by_card,
    bool_or(coalesce(f.chrg IN ('03', '04', '05', '06'), FALSE)) AS cared,
    bool_and(coalesce(f.chrg IN ('03', '04'), FALSE)) AND bool_and(coalesce(s.place_group > s.hosp_group, FALSE)) AS sent_for_tests,
    bool_or(coalesce(has_cls(f.cls, 'SERIES'), FALSE)) AS series,
    joined(s.mdtrt_id) AS mdtrt_ids
  FROM settled AS s
  JOIN fee_net AS f ON f.setl_id = s.setl_id AND f.svc_date = s.day
  GROUP BY s.stay_id, s.day, s.place, s.scene
), proved AS (
  SELECT
    j.stay_id, j.day, j.place, j.mdtrt_ids,
    CASE
      WHEN j.scene = 'OP' AND j.cared AND NOT j.sent_for_tests THEN 'care'
      WHEN j.far THEN 'city'
      WHEN j.scene = 'PH' AND j.by_card THEN 'card'
    END AS kind
  FROM judged AS j
  LEFT JOIN stay_day AS d ON d.stay_id = j.stay_id AND d.day = j.day
  WHERE NOT j.series AND NOT coalesce(d.leave, FALSE)
)
SELECT
  stay_id, day, MIN(kind) AS kind, joined(place) AS places,
  replace(joined(mdtrt_ids), '||', '|') AS mdtrt_ids
FROM proved
WHERE kind IS NOT NULL
GROUP BY stay_id, day
