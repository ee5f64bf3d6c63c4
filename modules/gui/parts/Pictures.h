#pragma once
// Pictures inside pages: the bed is black in both themes, nothing stands over the middle.

#include <QImage>
#include <QWidget>

#include <vector>

namespace lastra::gui {

class Picture : public QWidget {
    Q_OBJECT
public:
    explicit Picture(QWidget *parent = nullptr);
    // caption: lower left; mark: "SIMULATED", upper left.
    void setPicture(const QImage &image, const QString &caption, const QString &mark = {});
    void setCover(bool cover);
    [[nodiscard]] const QImage &image() const { return m_image; }
    [[nodiscard]] QSize sizeHint() const override { return {240, 240}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {80, 60}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QImage m_image;
    QString m_caption, m_mark;
    bool m_cover = false;
};

// Two or three pictures side by side with a 2 px gutter.
class PictureRow : public QWidget {
    Q_OBJECT
public:
    explicit PictureRow(int count, QWidget *parent = nullptr);
    [[nodiscard]] Picture *at(int i) const { return m_pictures[size_t(i)]; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::vector<Picture *> m_pictures;
};

// Thumbnails in a grid with a mark and two words under each; the arrow keys move.
class ContactSheet : public QWidget {
    Q_OBJECT
public:
    struct Thumb {
        QImage image;
        QString name, note;
        int mark = -1; // a GateState, or none
    };
    explicit ContactSheet(int columns, int cellHeight, QWidget *parent = nullptr);
    void setThumbs(std::vector<Thumb> thumbs);
    void setMark(int index, int mark);
    [[nodiscard]] int current() const { return m_current; }
    void setCurrent(int index);
    [[nodiscard]] const std::vector<Thumb> &thumbs() const { return m_thumbs; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return false; }

Q_SIGNALS:
    void picked(int index);
    void opened(int index);
    void keyed(int index, int key); // a letter or Space on a thumbnail

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] QRect cell(int index) const;
    [[nodiscard]] int at(QPoint point) const;
    std::vector<Thumb> m_thumbs;
    int m_columns, m_cellHeight, m_current = -1;
};

} // namespace lastra::gui
