/*---
mart: flag_person
title: 人员的正当情形标记
grain: [psn_no]
doc: >-
  Circumstances of a person, as a list: dialysis (8 dates with dialysis in a month), tumour (tumour drugs or radiotherapy
  with such a diagnosis), collective (10 or more insured at one address of a home), household (shares a telephone with 1
  to 5 others of ages that differ by 15 years or more). Persons without any of them have no row.
columns:
  psn_no: {type: VARCHAR, zh: 人员编号, needs: [psn_info_b.psn_no]}
  flags: {type: VARCHAR, zh: 标记列表（'|dialysis|household|'）, needs: [psn_info_b.psn_no]}
cases:
  - name: dialysis twice a week, a couple with a child, a home for the old
    given:
      psn_info_b:
        - {psn_no: P1}
        - {psn_no: P2, tel: "=13700000001", brdy: "1980-01-01"}
        - {psn_no: P3, tel: "=13700000001", brdy: "2010-01-01"}
        - {psn_no: P4, tel: "=13700000002", brdy: "1980-01-01"}
        - {psn_no: P5, tel: "=13700000002", brdy: "1985-01-01"}
        - {repeat: {n: 10}, psn_no: "=QF<n>", addr: "=河口镇幸福敬老院"}
        - {psn_no: P6, addr: "=河口镇幸福敬老院"}
      fee_list_d:
        - {repeat: {d: ["01", "04", "08", "11", "15", "18", "22", "25"]}, bkkp_sn: A<d>, psn_no: P1, mdtrt_id: E1, med_list_codg: HDX2, fee_ocur_time: "2026-05-<d> 09:00:00"}
    knowledge: {item_class: [{item_code: HDX2, cls: HD, member: 1}]}
    gives:
      - {psn_no: P1, flags: "|dialysis|"}
      - {psn_no: P2, flags: "|household|"}
      - {psn_no: P3, flags: "|household|"}
      - {psn_no: P6, flags: "|collective|"}
---*/
WITH treated AS (
  SELECT
    f.psn_no, f.svc_date,
    bool_or(coalesce(has_cls(f.cls, 'HD') OR has_cls(f.cls, 'HDF') OR has_cls(f.cls, 'HP'), FALSE)) AS hd,
    bool_or(
      (starts_with(f.item, 'XL01') OR starts_with(f.item, '0024'))
      AND coalesce(has_icd(f.diag, 'C') OR has_icd(f.diag, 'D0') OR has_icd(f.diag, 'Z51'), FALSE)
    ) AS onco
  FROM fee_net AS f
  WHERE has_cls(f.cls, 'HD') OR has_cls(f.cls, 'HDF') OR has_cls(f.cls, 'HP') OR starts_with(f.item, 'XL01') OR starts_with(f.item, '0024')
  GROUP BY f.psn_no, f.svc_date
), dialysed AS (
  SELECT psn_no, 'dialysis' AS flag
  FROM treated
  WHERE hd
  GROUP BY psn_no, month_of(svc_date)
  HAVING COUNT(*) >= 8
), home AS (
  SELECT addr
  FROM psn_info_b
  WHERE contains(addr, '养老') OR contains(addr, '敬老') OR contains(addr, '福利院') OR contains(addr, '护理院')
  GROUP BY addr
  HAVING COUNT(*) >= 10
), phone AS (
  SELECT tel
  FROM psn_info_b
  WHERE length(tel) >= 7
  GROUP BY tel
  HAVING COUNT(*) BETWEEN 2 AND 6 AND days_between(MIN(brdy), MAX(brdy)) >= 5479
), found AS (
  SELECT psn_no, flag FROM dialysed
  UNION ALL
  SELECT psn_no, 'tumour' AS flag FROM treated WHERE onco
  UNION ALL
  SELECT p.psn_no, 'collective' AS flag FROM psn_info_b AS p JOIN home AS h ON h.addr = p.addr
  UNION ALL
  SELECT p.psn_no, 'household' AS flag FROM psn_info_b AS p JOIN phone AS h ON h.tel = p.tel
)
SELECT psn_no, joined(flag) AS flags FROM found GROUP BY psn_no
