// De-identifying 500 CT slices (252 MB) against gdcmanon's basic profile and cp -r: same files,
// warm cache, taking turns; the disk is idle before each turn. Ours ends when its files are on the
// disk, the others when theirs are in memory: the rows "both on the disk" let those be synced too.
#include "lastra/deid/Run.h"
#include "lastra/deid/Verify.h"
#include "lastra/dicom/DataSet.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <unistd.h>

using namespace lastra;
namespace VR = lastra::dicom::VR;
using dicom::Tag;

namespace {

constexpr int kSlices = 500, kRounds = 3;

bool makeSeries(const QString &folder) {
    QByteArray pixels(512 * 512 * 2, Qt::Uninitialized);
    quint32 state = 1; // noise, so that nothing compresses by chance
    for (char &byte : pixels) {
        state = state * 1664525U + 1013904223U;
        byte = char(state >> 24);
    }
    for (int i = 0; i < kSlices; ++i) {
        dicom::DataSetFile file = dicom::DataSetFile::create();
        dicom::DataSet &d = file.data;
        const auto text = [&d](quint32 tag, const QString &value) { d.setText(Tag(tag), value); };
        text(0x00080008, QStringLiteral("ORIGINAL\\PRIMARY\\AXIAL"));
        text(0x00080016, QStringLiteral("1.2.840.10008.5.1.4.1.1.2"));
        text(0x00080018, QStringLiteral("1.2.826.0.1.3680043.9.1.%1").arg(i + 1));
        text(0x00080020, QStringLiteral("20261112"));
        text(0x00080050, QStringLiteral("RX2611"));
        text(0x00080060, QStringLiteral("CT"));
        text(0x00080080, QStringLiteral("Ospedale San Vitale"));
        text(0x00080090, QStringLiteral("Nerini^Paolo"));
        text(0x0008103e, QStringLiteral("Torace 1.0"));
        text(0x00100010, QStringLiteral("Bianchi^Lucia"));
        text(0x00100020, QStringLiteral("0048213"));
        text(0x00100030, QStringLiteral("19570314"));
        text(0x0020000d, QStringLiteral("1.2.826.0.1.3680043.9.2"));
        text(0x0020000e, QStringLiteral("1.2.826.0.1.3680043.9.3"));
        text(0x00200013, QString::number(i));
        text(0x00280004, QStringLiteral("MONOCHROME2"));
        d.set(Tag(0x00280002), VR::US, QByteArray("\x01\0", 2));
        for (const quint32 tag : {0x00280010u, 0x00280011u})
            d.set(Tag(tag), VR::US, QByteArray("\0\x02", 2));
        for (const quint32 tag : {0x00280100u, 0x00280101u})
            d.set(Tag(tag), VR::US, QByteArray("\x10\0", 2));
        d.set(Tag(0x7fe00010), VR::OW, pixels);
        const auto bytes = file.toBytes();
        QFile out(folder + QStringLiteral("/%1.dcm").arg(i, 4, 10, QLatin1Char('0')));
        if (!bytes || !out.open(QIODevice::WriteOnly) || out.write(*bytes) != bytes->size())
            return false;
    }
    return true;
}

struct Turn {
    double returned = -1, onDisk = -1; // seconds; -1: failed
};

Turn timed(const std::function<bool()> &work) {
    ::sync();
    QElapsedTimer clock;
    clock.start();
    if (!work())
        return {};
    const auto seconds = [&clock] { return double(clock.nsecsElapsed()) / 1e9; };
    Turn turn{seconds(), -1};
    ::sync();
    turn.onDisk = seconds();
    return turn;
}

bool execute(const QString &program, const QStringList &arguments) {
    QProcess process;
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setStandardErrorFile(QProcess::nullDevice());
    process.start(program, arguments);
    return process.waitForFinished(600'000) && process.exitCode() == 0;
}

double median(const std::vector<Turn> &turns, double Turn::*which) {
    std::vector<double> values;
    for (const Turn &turn : turns)
        values.push_back(turn.*which);
    std::sort(values.begin(), values.end());
    return values.empty() || values.front() < 0 ? -1 : values[values.size() / 2];
}

void row(const char *work, const char *against, double ours, double theirs, const char *budget) {
    if (theirs > 0)
        std::printf("{\"work\": \"%s\", \"against\": \"%s\", \"ours_s\": %.3f, \"theirs_s\": %.3f, "
                    "\"ratio\": %.3f, \"budget\": \"%s\"}\n",
                    work, against, ours, theirs, ours / theirs, budget);
    else
        std::printf("{\"work\": \"%s\", \"against\": \"%s\", \"ours_s\": %.3f, \"theirs_s\": null, "
                    "\"ratio\": null, \"budget\": \"%s\"}\n",
                    work, against, ours, budget);
}
} // namespace

int main(int argc, char **argv) {
    const QCoreApplication app(argc, argv);
    QTemporaryDir folder;
    const QString in = folder.filePath(QStringLiteral("in"));
    QDir().mkpath(in);
    deid::RunOptions options;
    auto policy = deid::Policy::load(QStringLiteral("research"));
    if (!makeSeries(in) || !policy)
        return 1;
    options.input = in;
    options.policy = *policy;
    options.key = deid::Key::random();
    const QString certificate = folder.filePath(QStringLiteral("c.pem"));
    const bool peer =
        !QStandardPaths::findExecutable(QStringLiteral("gdcmanon")).isEmpty() &&
        execute(QStringLiteral("openssl"),
                {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                 QStringLiteral("rsa:2048"), QStringLiteral("-nodes"), QStringLiteral("-keyout"),
                 folder.filePath(QStringLiteral("k.pem")), QStringLiteral("-out"), certificate,
                 QStringLiteral("-days"), QStringLiteral("2"), QStringLiteral("-subj"),
                 QStringLiteral("/CN=bench")});
    std::vector<Turn> engine, both, theirs, copies;
    for (int round = 0; round < kRounds; ++round) {
        const QString out = folder.filePath(QStringLiteral("out%1").arg(round));
        options.release = out;
        core::Work work;
        engine.push_back(timed([&] {
            const auto report = deid::run(options, work);
            return report && report->released == kSlices;
        }));
        const Turn verified = timed([&] {
            const auto report = deid::verify({in, out, out + QStringLiteral("-custody"), 0}, work);
            return report && report->verdict == deid::Verdict::Pass;
        });
        const auto sum = [](double a, double b) { return a < 0 || b < 0 ? -1 : a + b; };
        both.push_back({sum(engine.back().returned, verified.returned),
                        sum(engine.back().onDisk, verified.onDisk)});
        const QString other = folder.filePath(QStringLiteral("peer"));
        if (peer) {
            QDir().mkpath(other);
            theirs.push_back(timed([&] {
                return execute(QStringLiteral("gdcmanon"),
                               {QStringLiteral("-e"), QStringLiteral("-c"), certificate,
                                QStringLiteral("-r"), QStringLiteral("-i"), in,
                                QStringLiteral("-o"), other});
            }));
        }
        const QString copy = folder.filePath(QStringLiteral("copy"));
        copies.push_back(timed([&] {
            return execute(QStringLiteral("cp"), {QStringLiteral("-r"), in, copy});
        }));
        for (const QString &done : {out, other, copy})
            QDir(done).removeRecursively();
    }
    constexpr auto kReturned = &Turn::returned, kOnDisk = &Turn::onDisk;
    const auto rows = [&](const char *work, const char *against, const std::vector<Turn> &ours,
                          const std::vector<Turn> &other, const char *budget) {
        row(work, against, median(ours, kReturned), median(other, kReturned), budget);
        const QByteArray durable = QByteArray(against) + ", both on the disk";
        row(work, durable.constData(), median(ours, kOnDisk), median(other, kOnDisk), budget);
    };
    rows("de-identify 500 CT slices, research", "gdcmanon basic profile", engine, theirs, "<= 1.0");
    rows("de-identify 500 CT slices, research", "cp -r", engine, copies, "<= 2.5");
    rows("the same with the independent verify", "gdcmanon basic profile", both, theirs, "<= 2.2");
    return 0;
}
