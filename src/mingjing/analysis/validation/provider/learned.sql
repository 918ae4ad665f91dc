-- What the learner sees of a provider: claims and their spread, no age, sex or race of patients. Relations: claims, persons.
WITH stay AS (
  SELECT
    c.Provider AS provider, c.BeneID AS person, c.AttendingPhysician AS attending, c.OperatingPhysician AS operating,
    c.OtherPhysician AS other, c.DiagnosisGroupCode AS drg, CAST(c.AdmissionDt AS DATE) AS adm,
    date_diff('day', CAST(c.AdmissionDt AS DATE), CAST(c.DischargeDt AS DATE)) AS nights,
    CAST(c.InscClaimAmtReimbursed AS DOUBLE) AS paid, b.DOD IS NOT NULL AS died, b.State AS state,
    b.State || '-' || b.County AS county, b.RenalDiseaseIndicator = 'Y' AS renal,
    CAST(b.IPAnnualReimbursementAmt AS DOUBLE) AS ip_year, CAST(b.OPAnnualReimbursementAmt AS DOUBLE) AS op_year,
    len(list_filter([c.ClmDiagnosisCode_2, c.ClmDiagnosisCode_3, c.ClmDiagnosisCode_4, c.ClmDiagnosisCode_5,
      c.ClmDiagnosisCode_6, c.ClmDiagnosisCode_7, c.ClmDiagnosisCode_8, c.ClmDiagnosisCode_9, c.ClmDiagnosisCode_10],
      lambda x: x IS NOT NULL)) AS diagnoses,
    len(list_filter([c.ClmProcedureCode_1, c.ClmProcedureCode_2, c.ClmProcedureCode_3], lambda x: x IS NOT NULL)) AS operations,
    c.ClmDiagnosisCode_1 AS diagnosis
  FROM claims AS c JOIN persons AS b USING (BeneID)
), beside AS (
  SELECT
    *, paid - median(paid) OVER (PARTITION BY drg) AS paid_over, nights - median(nights) OVER (PARTITION BY drg) AS nights_over,
    COUNT(*) OVER (PARTITION BY attending) AS attending_stays
  FROM stay
), person AS (SELECT person, COUNT(DISTINCT provider) AS places FROM stay GROUP BY person
), doctor AS (SELECT attending, COUNT(DISTINCT provider) AS places FROM stay GROUP BY attending
), surgeon AS (SELECT operating, COUNT(DISTINCT provider) AS places FROM stay GROUP BY operating
), spread AS (
  SELECT provider, MAX(n) / SUM(n) AS top_county FROM (SELECT provider, county, COUNT(*) AS n FROM stay GROUP BY ALL) GROUP BY provider
), state_spread AS (
  SELECT provider, MAX(n) / SUM(n) AS top_state FROM (SELECT provider, state, COUNT(*) AS n FROM stay GROUP BY ALL) GROUP BY provider
)
SELECT
  s.provider, COUNT(*) AS stays, SUM(paid) AS paid, COUNT(DISTINCT s.person) AS persons, COUNT(DISTINCT s.attending) AS attendings,
  COUNT(DISTINCT s.operating) AS surgeons, COUNT(DISTINCT s.other) AS others, SUM(nights) AS nights, COUNT(DISTINCT adm) AS days,
  COUNT(DISTINCT drg) AS drgs, COUNT(DISTINCT diagnosis) AS diagnoses, COUNT(DISTINCT state) AS states, COUNT(DISTINCT county) AS counties,
  COUNT(*) / COUNT(DISTINCT s.person) AS per_person, COUNT(*) / COUNT(DISTINCT s.attending) AS per_attending,
  AVG(paid) AS paid_mean, stddev_pop(paid) AS paid_sd, MAX(paid) AS paid_max, AVG(CASE WHEN paid = 0 THEN 1 ELSE 0 END) AS unpaid,
  AVG(nights) AS nights_mean, stddev_pop(nights) AS nights_sd, MAX(nights) AS nights_max,
  AVG(paid_over) AS paid_over, AVG(nights_over) AS nights_over,
  AVG(s.diagnoses) AS secondary, AVG(operations) AS operations, AVG(CAST(died AS INT)) AS died, AVG(CAST(renal AS INT)) AS renal,
  AVG(ip_year) AS ip_year, stddev_pop(ip_year) AS ip_year_sd, AVG(op_year) AS op_year, stddev_pop(op_year) AS op_year_sd,
  AVG(CASE WHEN p.places > 1 THEN 1 ELSE 0 END) AS shared_persons, AVG(d.places) AS attending_places, AVG(o.places) AS surgeon_places,
  AVG(attending_stays) AS attending_stays, COUNT(s.operating) / COUNT(*) AS operated, COUNT(s.other) / COUNT(*) AS assisted,
  date_diff('day', MIN(adm), MAX(adm)) AS span, MAX(w.top_county) AS top_county, MAX(v.top_state) AS top_state
FROM beside AS s
LEFT JOIN person AS p ON p.person = s.person
LEFT JOIN doctor AS d ON d.attending = s.attending
LEFT JOIN surgeon AS o ON o.operating = s.operating
LEFT JOIN spread AS w ON w.provider = s.provider
LEFT JOIN state_spread AS v ON v.provider = s.provider
GROUP BY s.provider ORDER BY s.provider
