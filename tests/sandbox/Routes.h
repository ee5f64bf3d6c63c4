#pragma once
// The addresses of the stand-in: what an XNAT server answers to each, as its clients have seen it.

#include "Http.h"
#include "SignInDesk.h"
#include "Store.h"

namespace lastra::sandbox {

class Routes {
public:
    Routes(Store &store, SignInDesk &desk) : m_store(store), m_desk(desk) {}

    // May this be asked without a sign-in?
    [[nodiscard]] static bool isOpen(const Call &call);
    Answer answer(const Call &call, const QString &session);

private:
    // RoutesAccount.cpp
    Answer account(const Call &call, const QString &session);
    Answer xapi(const Call &call);
    // RoutesTree.cpp
    Answer tree(const Call &call);
    Answer projects(const Call &call);
    Answer project(const Call &call, const QString &id, const QStringList &rest);
    Answer subjects(const Call &call, const QString &project);
    Answer subject(const Call &call, const QString &project, const QString &label);
    Answer experiments(const Call &call, const QString &project, const QString &subject);
    Answer experiment(const Call &call, const QString &project, const QString &subject,
                      const QString &label, const QStringList &rest);
    Answer scans(const Call &call, Experiment &experiment, const QStringList &rest);
    // RoutesFiles.cpp
    struct Holder { // a set of resources and the address they hang at
        QString address, zipPath;
        std::map<QString, Resource> *resources;
    };
    Answer files(const Call &call, const QString &project, const QList<Holder> &holders,
                 const QStringList &rest);
    Answer fileList(const Call &call, const QList<std::pair<Holder, Resource *>> &all,
                    const QString &zipName);
    Answer putFile(const Call &call, Resource &resource, const QString &name);
    // RoutesImport.cpp
    Answer import(const Call &call);
    QByteArray receive(const Call &call, const QString &memberFile, const QString &memberName,
                       QStringList &keys);
    Answer commit(const Call &call, const QString &key);
    Answer prearchive(const Call &call);
    Answer archiveService(const Call &call);

    Store &m_store;
    SignInDesk &m_desk;
};

} // namespace lastra::sandbox
