#include "FakePages.h"

#include "parts/Basic.h"
#include "parts/Frame.h"

#include <QPainter>
#include <QRandomGenerator>

#include <cmath>

namespace fake {

using namespace lastra::gui;

QImage picture(int kind, int side, bool text, double noise) {
    QImage image(side, side, QImage::Format_Grayscale8);
    QRandomGenerator random(quint32(kind * 7 + side));
    const auto inside = [](double x, double y, double cx, double cy, double a, double b) {
        return (x - cx) * (x - cx) / (a * a) + (y - cy) * (y - cy) / (b * b) < 1;
    };
    for (int j = 0; j < side; ++j)
        for (int i = 0; i < side; ++i) {
            const double x = 2.0 * i / side - 1, y = 2.0 * j / side - 1;
            double v = 0;
            if (kind == 2) {
                v = 60 + 110 * std::exp(-x * x * 40) + 40 * std::abs(std::sin(y * 14 + x * x * 4)) +
                    (inside(x, y, 0.25, 0.4, 0.4, 0.35) ? 50 : 0);
            } else {
                if (inside(x, y, 0, 0.1, 0.92, 0.62))
                    v = kind == 1 ? 215 : 150;
                if (inside(x, y, 0, 0.08, 0.8, 0.5))
                    v = kind == 1 ? 235 : 170;
                if (inside(x, y, -0.4, 0.05, 0.3, 0.4) || inside(x, y, 0.4, 0.05, 0.3, 0.4))
                    v = kind == 1 ? 60 : 8;
                if (inside(x, y, 0.05, 0, 0.16, 0.2))
                    v = 225;
                if (inside(x, y, 0, 0.48, 0.11, 0.1))
                    v = 250;
                if (inside(x, y, -0.45, -0.08, 0.05, 0.05))
                    v = 220;
            }
            v += (random.generateDouble() - 0.5) * (16 + noise);
            image.setPixel(i, j, qRgb(0, 0, 0) | 0);
            image.scanLine(j)[i] = uchar(std::clamp(v, 0.0, 255.0));
        }
    if (text) {
        QImage colour = image.convertToFormat(QImage::Format_RGB32);
        QPainter p(&colour);
        p.setPen(Qt::white);
        p.setFont(QFont(QStringLiteral("JetBrains Mono"), side / 40));
        p.drawText(QRect(side / 20, side / 20, side / 2, side / 5), Qt::AlignLeft,
                   QStringLiteral("BIANCHI LUCIA\n14/03/1957 F\nID 0048213"));
        p.end();
        return colour;
    }
    return image;
}

namespace {

using G = GateState;
constexpr GateStates kOpen{G::Open, G::Open, G::Open, G::Open, G::Open},
    kMost{G::Open, G::Open, G::Open, G::Open, G::NotAsked},
    kWarn{G::Open, G::Acknowledge, G::Open, G::Acknowledge, G::NotAsked},
    kShut{G::Shut, G::Shut, G::Open, G::Shut, G::NotAsked},
    kUnknown{G::Unknown, G::Unknown, G::Unknown, G::NotAsked, G::NotAsked};

void projects(ProjectsModel &m, bool it) {
    m.where = {QStringLiteral("EPIC Cloud"), QStringLiteral("Polmone VIT")};
    m.tree = {{"epic", "", "EPIC Cloud", "cloud", -1},
              {"p1", "epic", "Polmone VIT", "projects", 1204},
              {"p1s", "p1", it ? "Soggetti" : "Subjects", "", 412},
              {"p1t", "p1", "Trials", "", 3},
              {"p2", "epic", "Mammo-DBT Bari", "projects", 638},
              {"p3", "epic", "Neuro Catania", "projects", 96},
              {"p4", "epic", "Cardio-CT dose", "projects", 2317},
              {"here", "", it ? "Questo computer" : "This computer", "computer", -1},
              {"h1", "here", "Inbox", "projects", 7},
              {"sand", "", "Sandbox", "sandbox", -1},
              {"s1", "sand", "Try me", "projects", 12}};
    m.node = "p1";
    static const char *modality[] = {"CT", "CT", "CT", "PT/CT", "CT", "DX", "MR"};
    const int images[] = {448, 436, 150, 620, 512, 2, 384}, series[] = {4, 3, 4, 6, 5, 1, 8};
    for (int i = 0; i < 40; ++i) {
        SessionItem s;
        s.id = QString::number(i);
        s.subject = QStringLiteral("LAS-%1").arg(417 - i / 2, 4, 10, QLatin1Char('0'));
        s.session =
            (it ? QStringLiteral("Sessione %1") : QStringLiteral("Session %1")).arg(2 - i % 2);
        s.modality = modality[i % 7];
        s.acquired = QDate(2026, 11, 12).addDays(-i / 3);
        s.series = series[i % 7];
        s.images = images[i % 7];
        s.bytes = qint64(s.images) * 527000;
        s.cloud = i % 3 != 2;
        s.here = i % 4 != 2;
        s.status = i % 9 == 2    ? Status::Attention
                   : i % 11 == 4 ? Status::Unknown
                   : i % 13 == 7 ? Status::Fails
                                 : Status::Meets;
        switch (s.status) {
        case Status::Attention:
            s.gates = kWarn, s.expiry = it ? "tra 3 giorni" : "in 3 days",
            s.expiryTone = Tone::Attention, s.waitingFor = "DPO";
            break;
        case Status::Unknown:
            s.gates = kUnknown, s.expiry = it ? "non noto" : "not known", s.expiryTone = Tone::Hint,
            s.waitingFor = it ? "controllo" : "check";
            break;
        case Status::Fails:
            s.gates = kShut, s.expiry = it ? "ora" : "now", s.expiryTone = Tone::Fail,
            s.waitingFor = "steward";
            break;
        default:
            s.gates = i % 2 ? kMost : kOpen, s.expiry = date(QDate(2027, 1, 14).addDays(i * 9));
            s.expiryTone = Tone::Second;
        }
        m.sessions.push_back(s);
    }
    SessionDetail &d = m.detail;
    d.id = "2";
    d.title = it ? "LAS-0416 · Sessione 2" : "LAS-0416 · Session 2";
    d.subtitle = it ? "CT torace, 12 nov 2026, Polmone VIT" : "CT chest, 12 Nov 2026, Polmone VIT";
    d.status = Status::Attention;
    d.statusText = it ? "L'approvazione etica scade tra 3 giorni. 46 conformi, 1 da seguire, 0 non "
                        "conformi, 0 non noti, 23 non applicabili, su 70."
                      : "Ethics approval ends in 3 days. 46 meet, 1 attention, 0 fail, 0 not "
                        "known, 23 not applicable, of 70.";
    d.judged = it ? "Giudicato alle 19:40. In attesa di: DPO"
                  : "Judged 19:40, next check 20:40. Waiting for: DPO";
    d.gates = kWarn;
    d.gateWords = {"", it ? "1 da accettare" : "acknowledge 1", "",
                   it ? "1 da accettare" : "acknowledge 1", ""};
    d.series = {{"a", "CT 2", "Chest 1.0 soft", picture(0, 192), 448},
                {"b", "CT 3", "Chest 1.0 lung", picture(1, 192), 448},
                {"c", "CT 4", "Abdomen 3.0", picture(0, 160), 150},
                {"d", "CT 1", "Scout", picture(2, 192), 2}};
    d.facts = {
        {it ? "Politica" : "Policy", "research, 2026d"},
        {it ? "Impronta" : "Content root", QStringLiteral("9f2c…7a41")},
        {it ? "Copie" : "Copies", it ? "Bologna, questo computer" : "Bologna, this computer"}};
    d.mayOpen = d.mayPull = d.mayPush = true;
}

void deid(DeidModel &m, bool it) {
    m.step = DeidModel::Review;
    m.datasets = {{"d1", it ? "Polmone VIT, arrivo 12 nov" : "Polmone VIT, 12 Nov intake", ""},
                  {"d2", "Scratch", ""}};
    m.dataset = "d1";
    m.policies = {{"research", it ? "Ricerca" : "Research", ""},
                  {"strict", it ? "Stretta" : "Strict", ""}};
    m.policy = "research";
    m.facts = it ? "500 file, 252 MB, 3 soggetti" : "500 files, 252 MB, 3 subjects";
    const auto add = [&m](const char *tag, const char *name, const char *before, const char *after,
                          const char *letter, const QString &action, Tone tone, const QString &why,
                          bool kept = false) {
        m.changes.push_back({tag, name, before, after, letter, action, why, tone, 500, kept});
    };
    const QString replace = it ? "Sostituisce" : "Replace", empty = it ? "Svuota" : "Empty",
                  remove = it ? "Toglie" : "Remove", clean = it ? "Pulisce" : "Clean",
                  keep = it ? "Tiene" : "Keep", newUid = it ? "Nuovo UID" : "New UID",
                  shift = it ? "Sposta" : "Shift", basic = it ? "profilo di base" : "basic profile";
    add("0010,0010", "Patient's Name", "BIANCHI^LUCIA", "LAS-0417", "D", replace, Tone::Accent,
        it ? "pseudonimo del progetto" : "project pseudonym");
    add("0010,0020", "Patient ID", "0048213", "LAS-0417", "D", replace, Tone::Accent,
        it ? "pseudonimo del progetto" : "project pseudonym");
    add("0010,0030", "Patient's Birth Date", "1957-03-14", "", "Z", empty, Tone::Second, basic);
    add("0010,0040", "Patient's Sex", "F", "F", "K", keep, Tone::Hint,
        it ? "caratteristiche del paziente" : "patient characteristics", true);
    add("0008,0020", "Study Date", "2026-11-12", "2026-09-29", "S", shift, Tone::Accent,
        it ? "longitudinale, uno spostamento per soggetto" : "longitudinal, one shift per subject");
    add("0008,0050", "Accession Number", "RX2611-11873", "", "Z", empty, Tone::Second, basic);
    add("0008,0080", "Institution Name", "Osp. San Vitale", "", "X", remove, Tone::Fail, basic);
    add("0008,0090", "Referring Physician's Name", "NERI^PAOLO", "", "Z", empty, Tone::Second,
        basic);
    add("0008,103E", "Series Description", "Torace Bianchi 1.0", "Torace 1.0", "C", clean,
        Tone::Attention, it ? "descrizioni pulite, 1 parola" : "clean descriptors, 1 word");
    add("0020,000D", "Study Instance UID", "1.2.840.99…4417", "2.25.3106…0951", "U", newUid,
        Tone::Accent, it ? "con chiave, uguale in tutti i file" : "keyed, same in all files");
    add("0018,1030", "Protocol Name", "TORACE MDC", "TORACE MDC", "K", keep, Tone::Hint,
        it ? "elenco permesso" : "allowed list", true);
    add("0009,1027", "Private, GEMS_IDEN_01", "1778572860", "", "X", remove, Tone::Fail,
        it ? "non tra i privati sicuri" : "not in safe private list");
    add("7FE0,0010", "Pixel Data", it ? "testo in 2 zone" : "text in 2 regions",
        it ? "2 zone coperte" : "2 regions masked", "C", clean, Tone::Attention,
        it ? "testo impresso, 2 immagini" : "burned-in text, 2 scout images");
    for (int i = 0; i < 18; ++i)
        m.thumbs.push_back({picture(i % 5 == 3 ? 2 : i % 2, 384, true),
                            picture(i % 5 == 3 ? 2 : i % 2, 384),
                            QStringLiteral("CT %1").arg(i % 4 + 1), QString::number(1 + i * 25),
                            i < 8 ? (i == 3 ? G::Acknowledge : G::Open) : G::Unknown});
    m.gates = {
        {G::Open, it ? "Campi noti" : "Known fields",
         it ? "0 di 412 regole da fare" : "0 of 412 rules left undone"},
        {G::Open, it ? "Secondo passaggio indipendente" : "Second, independent pass",
         it ? "500 di 500 file riletti" : "500 of 500 files read again"},
        {G::Open, it ? "Nomi nel testo" : "Names in text",
         it ? "3 stringhe distinte tenute, tutte viste" : "3 distinct strings kept, all seen"},
        {G::Open, it ? "UID completi" : "UIDs whole",
         it ? "0 riferimenti spezzati" : "0 dangling references"},
        {G::Acknowledge, it ? "Testo impresso" : "Burned-in text",
         it ? "2 zone coperte, da guardare" : "2 regions masked, look at them"},
        {G::Unknown, it ? "Revisione" : "Review",
         it ? "84 di 299 immagini viste" : "84 of 299 sampled images seen"},
        {G::Shut, it ? "Due persone" : "Two persons",
         it ? "chi esegue e lo steward devono essere diversi"
            : "operator and steward must differ"}};
    m.evidence = {{it ? "Politica" : "Policy", "research, 2026d"},
                  {it ? "Impronta" : "Digest", QStringLiteral("c41d…08e2")},
                  {it ? "Chiave" : "Key", QStringLiteral("project k-07")},
                  {it ? "Quarantena" : "Quarantine", "0 file"}};
    m.result = "r1";
    m.notice =
        Notice{Status::Fails,
               it ? "La firma richiede una seconda persona." : "Sign-off needs a second person.",
               it ? "Hai eseguito tu questo lavoro. Chiedi a un altro steward di firmare."
                  : "You ran this job. Ask another steward to sign.",
               it ? "Chiedi una firma" : "Ask for a signature"};
}

void trials(TrialsModel &m, bool it) {
    m.trials = {{"t-0031", it ? "t-0031 Noduli, dose" : "t-0031 Nodule detection, dose", ""}};
    m.trial = "t-0031";
    m.version = it ? "Seme 41" : "Seed 41";
    m.state = TrialsModel::State::Running;
    m.designNote =
        it ? "fattoriale completo, appaiato per paziente" : "full factorial, paired by patient";
    const QString crossed = it ? "incrociato" : "crossed", fixed = it ? "fisso" : "fixed";
    m.factors = {{it ? "Pazienti" : "Patients", it ? "popolazione" : "population",
                  it ? "Torace adulto, entrambi i sessi" : "Adult chest, both sexes",
                  it ? "estratti dal seme 41" : "drawn by seed 41", 60},
                 {it ? "Lesioni" : "Lesions", it ? "nel paziente" : "nested in patient",
                  it ? "Nodulo solido 8 mm" : "Solid nodule 8 mm", "", 1},
                 {"Scanner", fixed, "Lastra LA-1", "", 1},
                 {"Dose", crossed, "50, 100 mAs", "CTDIvol", 2},
                 {it ? "Ricostruzione" : "Reconstruction", crossed,
                  it ? "standard, morbido" : "standard, soft", "", 2},
                 {it ? "Rumore" : "Noise", crossed, it ? "3 per caso" : "3 per case", "", 3}};
    m.figures = {
        {it ? "Casi" : "Cases", number(qint64(720)), "60×2×2×3"},
        {it ? "Ore di CPU" : "CPU hours", "3.1", it ? "2 processori" : "2 cores"},
        {it ? "Disco" : "Disk", QStringLiteral("41 GB"), it ? "solo immagini" : "images only"},
        {it ? "Energia" : "Energy", QStringLiteral("2.4 kWh"), it ? "stimata" : "estimated"},
        {it ? "Fine" : "Finish", "20:21", it ? "circa" : "about"}};
    m.place =
        it ? "questo computer, 2 processori, trial t-0031" : "this computer, 2 cores, trial t-0031";
    m.jobs = {{it ? "Pazienti" : "Phantoms", "60 / 60", it ? "fatto" : "done",
               QStringLiteral("2 min 04 s"), 1, Tone::Ok},
              {it ? "Proiezioni" : "Project", "240 / 240", it ? "fatto" : "done",
               QStringLiteral("11 min 38 s"), 1, Tone::Ok},
              {it ? "Ricostruzione" : "Reconstruct", QStringLiteral("402 / 720"),
               it ? "6,1 casi/s" : "6.1 cases/s", it ? "ancora 6 min" : "6 min left", 0.55,
               Tone::Accent}};
    for (int i = 0; i < 48; ++i)
        m.shards.push_back(i < 26 ? 2 : i < 30 ? 1 : i == 31 ? 3 : 0);
    m.pictures = {picture(1, 256), picture(1, 256, false, 70), picture(2, 256, false, 160),
                  it ? "Simulata, 50 mAs" : "Simulated, 50 mAs",
                  it ? "Differenza, ±200 HU" : "Difference, ±200 HU"};
    m.cases = {{"p01-A-1", it ? "Paziente 1, braccio A" : "Patient 1, arm A", ""}};
    m.caseId = "p01-A-1";
    MetricPlot plot;
    plot.name = "AUC";
    plot.axis = it ? "AUC, nodulo 6 mm" : "AUC, nodule 6 mm";
    plot.series = {"FBP", "OS-SART"};
    plot.x = {{0.5, 1, 2, 4}, {0.5, 1, 2, 4}};
    plot.y = {{0.772, 0.846, 0.901, 0.934}, {0.818, 0.884, 0.924, 0.947}};
    plot.low = {{0.751, 0.828, 0.887, 0.923}, {0.798, 0.868, 0.912, 0.937}};
    plot.high = {{0.793, 0.864, 0.915, 0.945}, {0.838, 0.900, 0.936, 0.957}};
    MetricPlot other = plot;
    other.name = "CNR";
    plot.conclusion = it ? "Barre di errore: intervallo di confidenza al 95 %, t di Student sui "
                           "pazienti. Differenza a 1,0 mGy: 0,038 (da 0,012 a 0,064), p = 0,004."
                         : "Error bars: 95 % confidence interval, Student's t over patients. "
                           "Difference at 1.0 mGy: 0.038 (0.012 to 0.064), p = 0.004.";
    plot.chip = plot.name;
    other.chip = other.name;
    m.metrics = {plot, other};
    m.doseAxis =
        it ? "Dose, CTDIvol in mGy (scala logaritmica)" : "Dose, CTDIvol in mGy (log scale)";
    m.logDose = true;
    m.resultNote = it ? "402 di 720 casi, provvisorio" : "402 of 720 cases, interim";
    m.table = {
        {"AUC", "50 mAs, standard", "0.846", it ? "da 0,828 a 0,864" : "0.828 to 0.864", 60},
        {"AUC", "100 mAs, standard", "0.901", it ? "da 0,887 a 0,915" : "0.887 to 0.915", 60},
        {"CNR", "50 mAs, standard", "3.21", it ? "da 3,02 a 3,40" : "3.02 to 3.40", 60}};
    m.scanners = {"Lastra LA-1"};
    m.kernels = {"standard", "soft", "sharp"};
}

void compliance(ComplianceModel &m, bool it) {
    m.catalogue = it ? "Catalogo 2026.2, 70 controlli" : "Catalogue 2026.2, 70 controls";
    const char *names[] = {
        "Polmone VIT, 09 mag",   "Mammo-DBT, serie B",     "Polmone VIT, 12 mag",
        "Neuro Catania, pilota", "Polmone VIT, LAS-0416",  "Cardio-CT dose, fase 2",
        "Polmone VIT, LAS-0417", "Cardio-CT dose, fase 1", "Gemelli digitali torace v2"};
    for (int i = 0; i < 24; ++i) {
        DatasetItem d;
        d.id = QString::number(i);
        d.name = QString::fromUtf8(names[i % 9]);
        d.status = i < 2   ? Status::Fails
                   : i < 4 ? Status::Unknown
                   : i < 7 ? Status::Attention
                           : Status::Meets;
        d.gates = i < 2 ? kShut : i < 4 ? kUnknown : i < 7 ? kWarn : kMost;
        d.expiry = i < 2   ? (it ? "ora" : "now")
                   : i < 4 ? (it ? "da scoprire" : "to find out")
                   : i < 7 ? (it ? "tra 3 giorni" : "in 3 days")
                           : date(QDate(2027, 3, 2).addDays(i));
        d.expiryTone = i < 2   ? Tone::Fail
                       : i < 4 ? Tone::Hint
                       : i < 7 ? Tone::Attention
                               : Tone::Hint;
        d.waitingFor = i < 2   ? (it ? "responsabile" : "processor")
                       : i < 4 ? (it ? "controllo" : "check")
                       : i < 7 ? "DPO"
                               : "";
        m.datasets.push_back(d);
    }
    m.dataset = "4";
    m.title = "Polmone VIT, LAS-0416";
    m.status = Status::Attention;
    m.summary =
        it ? "46 conformi, 1 da seguire, 0 non conformi, 0 non noti, 23 non applicabili, su 70"
           : "46 meet, 1 attention, 0 do not meet, 0 not known, 23 not applicable, of 70";
    m.judged = it ? "Giudicato alle 19:40" : "Judged 19:40";
    m.turn = it ? "Serve una persona entro il 26 nov" : "A person is needed by 26 Nov";
    m.gates = kWarn;
    m.gateWords = {"", it ? "1 da accettare" : "acknowledge 1", "",
                   it ? "1 da accettare" : "acknowledge 1", ""};
    m.controls = {
        {"LAW-07", it ? "L'approvazione etica è in vigore?" : "Is the ethics approval in force?",
         it ? "vale ancora 3 giorni" : "valid for 3 more days", Status::Attention},
        {"DPA-01",
         it ? "C'è un accordo firmato con EPIC Cloud?"
            : "Is there a signed agreement with EPIC Cloud?",
         it ? "fino al 30 giu 2027" : "until 30 Jun 2027", Status::Meets},
        {"RES-01", it ? "I dati restano in Italia?" : "Do the data stay in Italy?",
         it ? "Bologna, letto 19:40" : "Bologna, read 19:40", Status::Meets},
        {"DEI-02",
         it ? "Il profilo di pulizia è quello deciso?" : "Is the profile the one decided?",
         "research 2026d", Status::Meets},
        {"DEI-03", it ? "La seconda verifica è pulita?" : "Is the second pass clean?",
         it ? "448 file, 0 residui" : "448 files, 0 left", Status::Meets},
        {"RID-01", it ? "I gruppi sono abbastanza grandi?" : "Are the groups large enough?",
         it ? "nessuno ha guardato" : "nobody has looked", Status::Unknown},
        {"SEC-03", it ? "Il progetto è privato?" : "Is the project private?",
         it ? "aperto a tutti" : "open to all", Status::Fails},
        {"AIA-03",
         it ? "I pazienti sono separati fra i gruppi?" : "Are patients kept apart between groups?",
         it ? "nessun addestramento" : "no training", Status::NotApplicable}};
    m.control = {
        "LAW-07",
        it ? "L'approvazione etica è in vigore?" : "Is the ethics approval in force?",
        it ? "Conforme, agire entro il 26 nov" : "Meets, act by 26 Nov",
        "DPO",
        it ? "Un parere con scadenza oltre il 26 nov 2026 lo rende conforme. Dal 27 nov senza "
             "parere non è conforme e i cancelli trial ed esportazione si chiudono."
           : "An opinion that ends after 26 Nov 2026 makes it meet. From 27 Nov without one it "
             "does not meet, and the gates trial and export shut.",
        Status::Attention,
        {{"ethics.approved", it ? "sì" : "yes", it ? "dichiarato" : "attested",
          "M. Conti, 02 dic 2025", QStringLiteral("d41e…09ab")},
         {"ethics.expires", "26 nov 2026", it ? "documento" : "document", "2025/118, pag. 2",
          QStringLiteral("d41e…09ab")},
         {"dataset.modality", "CT", it ? "osservato" : "observed",
          it ? "150 file, letti 19:38" : "150 files, read 19:38", QStringLiteral("9f2c…7a41")}},
        {{G::Open, "02 dic 2025",
          it ? "Conforme dopo la firma del parere" : "Meets after the opinion was signed"},
         {G::Unknown, "14 mar 2026",
          it ? "Non noto per 6 min, rete assente" : "Not known for 6 min, no network"},
         {G::Acknowledge, "27 ott 2026",
          it ? "Da seguire, scade entro 30 giorni" : "Attention, ends within 30 days"}}};
}

} // namespace

void fill(MainWindow &w, bool it) {
    projects(*w.projectsModel(), it);
    deid(*w.deidModel(), it);
    trials(*w.trialsModel(), it);
    compliance(*w.complianceModel(), it);
    SettingsModel &s = *w.settingsModel();
    s.sites = {{"this-computer", it ? "Questo computer" : "This computer", ""}};
    s.site = "this-computer";
    s.about = {{it ? "Archivio locale" : "Library", "/home/anna/.local/share/lastra"},
               {it ? "Segreti" : "Secrets", it ? "portachiavi di sistema" : "system keyring"}};
    SignInModel &g = *w.signInModel();
    g.sites = {{"this-computer", it ? "Questo computer" : "This computer",
                it ? "Cartella e processi locali. Nessun account, nessuna rete."
                   : "Local folder, local workers. No account, no network.",
                "computer", "", it ? "pronto" : "ready"},
               {"epic-cloud", "EPIC Cloud",
                it ? "INFN IAM, XNAT, Slurm e Kubernetes. Bologna, Italia."
                   : "INFN IAM, XNAT, Slurm and Kubernetes. Bologna, Italy.",
                "cloud", "Bologna", it ? "accesso in corso" : "signing in"},
               {"sandbox", "Sandbox",
                it ? "Una copia locale del percorso cloud, per provare."
                   : "A loopback copy of the cloud path, for trying things.",
                "sandbox", "", it ? "pronto" : "ready"}};
    g.site = "epic-cloud";
    g.phase = SignInModel::Phase::Device;
    g.code = QStringLiteral("WQ7K-3FHD");
    g.codePage = "iam.example.infn.it/device";
    g.codeMade = QDateTime::currentDateTimeUtc().addSecs(-215);
    g.codeEnds = QDateTime::currentDateTimeUtc().addSecs(385);
    g.connection = {
        {G::Open, it ? "Identità" : "Identity", "iam.example.infn.it", "OpenID Connect"},
        {G::Open, it ? "Archivio" : "Archive", "xnat.example.infn.it", "XNAT 1.9"},
        {G::Acknowledge, it ? "Coda" : "Queue", "slurm.example.infn.it", "Slurm REST"}};
    g.keeper = it ? "portachiavi di sistema" : "system keyring";
    w.topBar()->setSite(QStringLiteral("EPIC Cloud"), it ? "Bologna, Italia" : "Bologna, Italy",
                        "cloud");
    w.topBar()->setSession(it ? "Accesso valido, ancora 52 min" : "Signed in, 52 min left");
    w.topBar()->setAccount("Marta Conti", "Data steward", {});
    for (PageModel *m :
         {static_cast<PageModel *>(w.projectsModel()), static_cast<PageModel *>(w.deidModel()),
          static_cast<PageModel *>(w.trialsModel()), static_cast<PageModel *>(w.complianceModel()),
          static_cast<PageModel *>(&s), static_cast<PageModel *>(&g)}) {
        Q_EMIT m->changed();
        Q_EMIT m->noticeChanged();
    }
}

} // namespace fake
