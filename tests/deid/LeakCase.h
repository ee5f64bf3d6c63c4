#pragma once
// One run over files that a test makes, and what came out of it.

#include "PlantedSet.h"
#include "lastra/deid/Run.h"
#include "lastra/deid/Verify.h"

#include <QDirIterator>
#include <QTemporaryDir>

#include <algorithm>

namespace planted {

inline void us(DataSet &set, quint32 tag, int value) {
    set.set(Tag(tag), VR::US, QByteArray(1, char(value & 0xff)).append(char(value >> 8 & 0xff)));
}

struct LeakCase {
    QTemporaryDir folder;
    lastra::deid::RunOptions options;
    lastra::core::Work work;
    lastra::deid::RunReport report;

    explicit LeakCase(const QString &policy = QStringLiteral("research")) {
        options.input = folder.filePath(QStringLiteral("in"));
        options.release = folder.filePath(QStringLiteral("out"));
        options.custody = folder.filePath(QStringLiteral("custody"));
        options.policy = *lastra::deid::Policy::load(policy);
        options.key = *lastra::deid::Key::parse(QByteArray(32, 'k'), QString());
        options.threads = 2;
        QDir().mkpath(options.input);
    }
    void add(const DataSetFile &file, const char *name = "a.dcm") {
        if (!file.write(options.input + QLatin1Char('/') + QLatin1String(name)))
            qFatal("cannot write the test's own file");
    }
    // The only released file; made anew with the reason in `reason` when there is none.
    DataSetFile released(QString *reason = nullptr) {
        auto done = lastra::deid::run(options, work);
        if (!done)
            qFatal("the run failed: %s", qPrintable(done.error().toLog()));
        report = std::move(*done);
        for (const lastra::deid::FileFate &fate : report.files) {
            if (fate.state == lastra::deid::FileFate::State::Released)
                return *DataSetFile::read(path(fate));
            if (reason)
                *reason = fate.reason;
        }
        return DataSetFile::create();
    }
    [[nodiscard]] QString path(const lastra::deid::FileFate &fate) const {
        return options.release + QLatin1Char('/') + fate.release;
    }
    [[nodiscard]] QByteArray releasedBytes() const {
        QByteArray all;
        QDirIterator it(options.release, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            if (file.open(QIODevice::ReadOnly))
                all += file.readAll();
        }
        return all;
    }
    lastra::core::Result<lastra::deid::VerifyReport> check() {
        return lastra::deid::verify({options.input, options.release, options.custody, 2}, work);
    }
    // Of the released object after a change: whether the verifier fails by that check.
    bool sees(const char *check_, const std::function<void(DataSetFile &)> &tamper) {
        for (const lastra::deid::FileFate &fate : report.files)
            if (fate.state == lastra::deid::FileFate::State::Released) {
                auto file = DataSetFile::read(path(fate));
                tamper(*file);
                if (!file->write(path(fate)))
                    return false;
                break;
            }
        return failures(check_) > 0;
    }
    qint64 failures(const char *name) {
        const auto verified = check();
        if (!verified)
            return -1;
        for (const lastra::deid::Check &c : verified->checks)
            if (c.name == QLatin1String(name))
                return c.failures;
        return -1;
    }
    bool passes() {
        const auto verified = check();
        for (const lastra::deid::Finding &f : verified->findings)
            qWarning("%s %s", qPrintable(f.check), qPrintable(f.where));
        return verified->verdict == lastra::deid::Verdict::Pass;
    }
};

} // namespace planted
