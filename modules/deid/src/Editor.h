#pragma once
// Applies a policy to one object: Table E.1-1 first, then rules by VR for what it does not list.

#include "Tables.h"
#include "TextCleaner.h"
#include "lastra/deid/Preview.h"
#include "lastra/deid/Pseudonym.h"

#include <functional>

namespace lastra::deid {

struct Trace {
    Tag tag;
    const char *why;
    Action action;
    const dicom::DataSet *set; // around the element
    const dicom::DataElement *element;
    QString path, name, before;
};

class Editor {
public:
    Editor(const Policy &policy, const Key &key, const TextCleaner &cleaner)
        : m_policy(policy), m_key(key), m_cleaner(cleaner) {}

    // Called for each element after its rule; source values inside (preview only).
    std::function<void(const Trace &)> observer;
    // Each UID that was mapped, with its replacement.
    QHash<QByteArray, QByteArray> uids;
    // Numeric texts that held an identifier of digits.
    qint64 numbersRewritten = 0, numbersEmptied = 0;

    // Empty, or the reason for which the file may not be released after all.
    [[nodiscard]] QString edit(dicom::DataSetFile &file, const Subject &subject);

private:
    enum class What { Remove, Empty, Dummy, Keep, Clean, Map, Recurse, RecurseDummy, Pseudonym };
    struct Decision {
        What what = What::Remove;
        const char *why = "basicProfile";
        What fallback = What::Remove; // when cleaning leaves nothing
        Vr vr = dicom::VR::UN;        // private elements: VR of the list
    };

    void editSet(dicom::DataSet &set, Tag parent, bool dummyItem, const QString &path);
    Decision decide(const dicom::DataSet &set, const dicom::DataElement &element, Tag parent,
                    bool dummyItem) const;
    Decision byTable(const Rule &rule, const dicom::DataElement &element, Tag parent) const;
    Decision byVr(const dicom::DataSet &set, const dicom::DataElement &element,
                  bool dummyItem) const;
    What ofCode(Code code, Tag parent, Tag tag) const;
    // False: the element goes.
    bool apply(dicom::DataSet &set, dicom::DataElement &element, Decision &decision,
               const QString &path);
    bool clean(dicom::DataSet &set, dicom::DataElement &element, const Decision &decision);
    bool keepChecked(dicom::DataSet &set, dicom::DataElement &element);
    bool keepCode(dicom::DataElement &element);
    bool keepNumber(dicom::DataElement &element);
    bool keepTime(dicom::DataElement &element);
    void makeDummy(dicom::DataElement &element);
    void map(dicom::DataElement &element);

    const Policy &m_policy;
    const Key &m_key;
    const TextCleaner &m_cleaner;
    const dicom::DataSetFile *m_file = nullptr;
    Subject m_subject;
    QByteArray m_sopClass;
    Tag m_parent; // sequence around the element at hand
    bool m_measureHeld = false;
};

} // namespace lastra::deid
